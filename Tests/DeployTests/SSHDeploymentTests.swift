import Foundation
import TestSupport
import Testing

@testable import Deploy

/// Against a real sshd on loopback, with a shell script in the program's place.
@Suite(
  .serialized, .timeLimit(.minutes(2)),
  .enabled(if: RunningProcess.isInstalled("sshd"), "needs Debian's package openssh-server"))
struct SSHDeploymentTests {
  private let server: LocalSSHServer
  private let pipe: NamedPipe
  private let plan: SSHPlan
  private let host: SSHHost

  init() throws {
    server = try LocalSSHServer()
    let folder = server.folder
    pipe = try NamedPipe(folder.path + "/pipe")
    host = SSHHost(name: "127.0.0.1", port: server.port, slots: 5)
    // The path would break a script that forgets its quotes.
    var plan = SSHPlan(binary: try folder.writeScript(FakeProgram.worker(pipe), to: "program"))
    plan.access = try folder.write(
      #"{"role":"worker","endpoint":"tcp://head:7733","secretKey":"S"}"#, to: "access", mode: 0o644)
    plan.identity = folder.path + "/client-key"
    plan.configuration = folder.path + "/ssh_config"
    plan.remoteDirectory = folder.path + "/it's there"
    self.plan = plan
  }

  private func run(_ hosts: [SSHHost], _ action: SSHDeployment.Action, _ plan: SSHPlan? = nil) throws
    -> [HostResult]
  {
    try SSHDeployment(plan ?? self.plan, hosts: hosts, action: action).run(parallel: 4) { _ in }
  }

  @Test func `a worker is started once, found running, told to leave, and gone`() throws {
    let started = try #require(try run([host], .start).first)
    #expect(started.status == .started, "\(started.description)")
    let process = try #require(started.process)
    #expect(try pipe.line() == "\(process) worker --access worker.access.json --slots 5")
    #expect(try server.folder.mode("it's there") == 0o700)
    #expect(try server.folder.mode("it's there/percolate") == 0o700)
    // Whatever the mode here, there it is private.
    #expect(try server.folder.mode("it's there/worker.access.json") == 0o600)
    #expect(try server.folder.read("it's there/worker.access.json").contains("tcp://head:7733"))

    let again = try #require(try run([host], .start).first)
    #expect(again == HostResult(host: host.label, status: .running, process: process))

    let stopped = try #require(try run([host], .stop).first)
    #expect(stopped == HostResult(host: host.label, status: .stopping, process: process))
    #expect(try pipe.line() == "TERM \(process)")
    let left = try FileManager.default.contentsOfDirectory(atPath: server.folder.path + "/it's there")
    #expect(left.allSatisfy { $0.hasPrefix("worker") || $0 == "percolate" }, "\(left)")
  }

  @Test func `stopping where nothing ever ran says so`() throws {
    #expect(try run([host], .stop) == [HostResult(host: host.label, status: .idle)])
  }

  @Test func `a process that only inherited the number is left alone`() throws {
    let path = server.folder.path + "/it's there"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let name = try RunningProcess.run("uname", ["-n"]).output.filter { !$0.isNewline }
    let other = try RunningProcess("sleep", ["600"])
    try server.folder.write("\(other.identifier)\n", to: "it's there/worker-\(name).pid")
    #expect(try run([host], .stop) == [HostResult(host: host.label, status: .idle)])
    #expect(kill(other.identifier, 0) == 0)
  }

  @Test func `one host's failure is told with its reason, and the others go on`() throws {
    var closed = host
    closed.port = try LoopbackPort.free()
    var unknown = host
    unknown.name = "localhost"
    let results = try run([closed, unknown, host], .start)
    #expect(results.map(\.status) == [.failed, .failed, .started], "\(results.map(\.description))")
    #expect(results[0].reason?.contains("Connection refused") == true)
    #expect(results[1].reason?.contains("run `ssh localhost` once") == true)
    _ = try pipe.line()
    _ = try run([host], .stop)
    _ = try pipe.line()
  }

  @Test func `a stranger's key gets the advice to bring one that is known`() throws {
    var plan = plan
    plan.identity = server.folder.path + "/stranger-key"
    let result = try #require(try run([host], .start, plan).first)
    #expect(result.status == .failed)
    #expect(result.reason?.contains("--identity") == true, "\(result.description)")
  }

  @Test func `a program that cannot run there, or gives up at once, fails with its words`() throws {
    let missing = "libzmq.so.5: cannot open shared object file"
    try server.folder.writeScript("#!/bin/sh\necho '\(missing)' >&2; exit 127\n", to: "program")
    #expect(try run([host], .start).first?.reason?.contains(missing) == true)
    try server.folder.writeScript(
      "#!/bin/sh\n[ \"$1\" = --version ] || { echo refused; exit 3; }\n", to: "program")
    #expect(try run([host], .start).first?.reason?.contains("refused") == true)
  }

  @Test func `a login that answers with something else is not taken for success`() throws {
    try server.folder.write(
      "command=\"echo Welcome\" " + (try server.folder.read("client-key.pub")), to: "authorized_keys")
    let result = try #require(try run([host], .start).first)
    #expect(result.reason == "no POSIX shell answered there, found `Welcome`")
  }

  @Test func `files that cannot do their work are refused before anything is copied`() throws {
    var client = plan
    client.access = try server.folder.write(#"{"role":"client","endpoint":"tcp://head:7733"}"#, to: "client")
    #expect(throws: DeployError.self) { try run([host], .start, client) }
    var none = plan
    none.access = "/nowhere"
    #expect(throws: DeployError.self) { try run([host], .start, none) }
    none = plan
    none.binary = server.folder.path + "/access"
    #expect(throws: DeployError.self) { try run([host], .start, none) }
    #expect(try LocalFile.localEndpoint(ofAccess: plan.access) == nil)
  }
}
