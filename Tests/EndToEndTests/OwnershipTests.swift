import Foundation
import Glibc
import TestSupport
import Testing

/// A data directory has one coordinator.
@Suite(.timeLimit(.minutes(5)))
struct OwnershipTests {
  @Test func `a second coordinator is refused with the owner's pid and host; a killed one leaves no lock`()
    throws
  {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    let owner = try #require(cluster.coordinator)
    let spec = try cluster.directory.write(FinishedSweep.spec, to: "spec.yaml")
    for arguments in [
      ["coordinator", "--listen", "tcp://127.0.0.1:*"], ["run", spec, "--workers", "1"],
    ] {
      let second = try cluster.run(arguments)
      #expect(second.ending == .code(3), "\(arguments): \(second.errors)")
      #expect(second.errors.contains("\(owner.identifier)"), "\(second.errors)")
      #expect(second.errors.contains(ProcessInfo.processInfo.hostName), "\(second.errors)")
    }
    #expect(owner.ending == nil)
    #expect(try cluster.status()["sweeps"].list.isEmpty)

    // One that does not answer still owns it.
    owner.send(SIGSTOP)
    let third = try cluster.run("coordinator", "--listen", "tcp://127.0.0.1:*")
    #expect(third.ending == .code(3), "\(third.errors)")
    owner.send(SIGCONT)

    try cluster.killCoordinator()
    try cluster.startCoordinator()
    let next = try #require(cluster.coordinator)
    #expect(next.identifier != owner.identifier)
    let lock = try String(contentsOfFile: cluster.data + "/lock", encoding: .utf8)
    #expect(lock.hasPrefix("\(next.identifier)\n"))
    #expect(try cluster.stop())
  }
}
