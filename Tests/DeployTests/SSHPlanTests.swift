import Deploy
import TestSupport
import Testing

struct SSHPlanTests {
  @Test func `a host's own port and slots win over the options`() {
    var plan = SSHPlan(binary: "/opt/percolate")
    plan.port = 22
    plan.slots = 2
    plan.identity = "key file"
    let own = plan.start(on: SSHHost(user: "lab", name: "node1", port: 2222, slots: 8))
    #expect(own.arguments.contains("2222") && !own.arguments.contains("22"))
    #expect(own.arguments.last?.contains("--slots 8") == true)
    #expect(own.arguments.suffix(3).prefix(2) == ["--", "lab@node1"])
    #expect(own.arguments.contains("BatchMode=yes"))
    #expect(own.line.contains("-i 'key file'"))
    let other = plan.start(on: SSHHost(name: "node2"))
    #expect(other.arguments.contains("22"))
    #expect(other.arguments.last?.contains("--slots 2") == true)
  }

  @Test func `scripts are one line without what csh expands inside quotes`() {
    let plan = SSHPlan(binary: "/opt/percolate")
    let host = SSHHost(name: "node1")
    for step in [plan.probe(host), plan.upload(to: host), plan.start(on: host), plan.stop(on: host)] {
      #expect(step.arguments.last?.contains { $0.isNewline || $0 == "!" } == false)
    }
  }

  @Test func `the access file is a standard input, never an argument`() {
    var plan = SSHPlan(binary: "/opt/percolate")
    plan.access = "/secret/worker.access.json"
    let step = plan.start(on: SSHHost(name: "node1"))
    #expect(step.input == "/secret/worker.access.json")
    #expect(!step.arguments.contains { $0.contains("secret") })
  }

  @Test(arguments: ["plain", "it's", "a b", "$HOME `x` \"y\" \\", "-rf", "", "'"])
  func `a shell reads a quoted word as it was`(word: String) throws {
    let command = "printf '<%s>' \(ShellText.quoted(word)) \(ShellText.alwaysQuoted(word))"
    #expect(try RunningProcess.run("sh", ["-c", command]).output == "<\(word)><\(word)>")
  }

  @Test func `options that would become others are refused`() {
    func refused(_ change: (inout SSHPlan) -> Void) {
      var plan = SSHPlan(binary: "/opt/percolate")
      change(&plan)
      #expect(throws: DeployError.self) { try plan.check() }
    }
    refused { $0.remoteDirectory = "a\nb" }
    refused { $0.remoteDirectory = "" }
    refused { $0.port = 0 }
    refused { $0.slots = 5000 }
    refused { $0.identity = "" }
  }
}
