import Deploy
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SystemdUnitTests {
  /// What systemd says about a unit of a program that exists.
  private func verify(_ change: (inout SystemdUnit) -> Void) throws -> String {
    let folder = try TemporaryDirectory()
    var unit = SystemdUnit()
    unit.binary = try folder.writeScript("#!/bin/sh\n", to: "percolate")
    change(&unit)
    let files = try SystemdUnit.Role.allCases.map {
      try folder.write(try unit.render($0), to: $0.fileName, mode: 0o644)
    }
    let words = ["verify", "--man=no"] + (unit.isForUser ? ["--user"] : []) + files
    let answer = try RunningProcess.run(
      "systemd-analyze", words, environment: ["XDG_RUNTIME_DIR": folder.path])
    return answer.ending == .code(0) && answer.text.isEmpty ? "fine" : "\(answer.ending): \(answer.text)"
  }

  @Test(.enabled(if: RunningProcess.isInstalled("systemd-analyze"), "needs Debian's package systemd"))
  func `systemd takes the units`() throws {
    #expect(try verify { _ in } == "fine")
    #expect(try verify { $0.isForUser = true } == "fine")
    #expect(
      try verify {
        $0.data = "/home/me/a \"b\" %c $d"
        $0.access = "/srv/x y.json"
        $0.advertise = "head.example.org"
        $0.listen = "tcp://[::]:7000"
        $0.slots = 3
      } == "fine")
  }

  @Test(.enabled(if: RunningProcess.isInstalled("systemd-analyze"), "needs Debian's package systemd"))
  func `systemd would refuse what it does not know`() throws {
    let folder = try TemporaryDirectory()
    let file = try folder.write("[Service]\nExecStart=/bin/true\nKillMod=mixed\n", to: "x.service")
    let answer = try RunningProcess.run("systemd-analyze", ["verify", "--man=no", file])
    #expect(answer.text.contains("KillMod"))
  }

  @Test func `a worker has longer than its grace period to stop`() throws {
    var unit = SystemdUnit()
    unit.grace = 100
    let text = try unit.render(.worker)
    #expect(text.contains("--grace 100s"))
    #expect(text.contains("\nTimeoutStopSec=115\n"))
    #expect(text.contains("\nKillMode=mixed\n"))
    #expect(text.contains("\nOOMPolicy=continue\n"))
  }

  @Test func `what means something to systemd is escaped`() throws {
    var unit = SystemdUnit()
    unit.data = "/srv/a \"b\" %c $d"
    let text = try unit.render(.coordinator)
    #expect(text.contains("--data \"/srv/a \\\"b\\\" %%c $$d\"\n"))
    #expect(text.contains("ReadWritePaths=\"/srv/a \\\"b\\\" %%c $d\"\n"))
    #expect(text.contains("ProtectHome=yes"))
    unit.data = "/home/me/data"
    #expect(try unit.render(.coordinator).contains("ProtectHome=read-only\nReadWritePaths=/home/me/data\n"))
    #expect(try unit.render(.worker).contains("--access /home/me/data/worker.access.json "))
  }

  @Test func `a value that would write lines of its own is refused`() {
    func refused(_ change: (inout SystemdUnit) -> Void) {
      var unit = SystemdUnit()
      change(&unit)
      #expect(throws: DeployError.self) { _ = (try unit.render(.coordinator), try unit.render(.worker)) }
    }
    refused { $0.data = "/a\nUser=root" }
    refused { $0.data = "relative" }
    refused { $0.binary = "percolate" }
    refused { $0.listen = "tcp://*:1 --insecure" }
    refused { $0.advertise = "--insecure" }
    refused { $0.slots = 0 }
    refused { $0.grace = 0 }
  }
}
