import Foundation
import Glibc
import TestSupport
import Testing

/// A network that fails for longer than a lease costs time only.
@Suite(
  .serialized, .timeLimit(.minutes(5)),
  .enabled(if: NetworkNamespace.obstacle == nil, "needs root, iproute2 and network namespaces"))
struct NetworkTests {
  @Test func `a cut cable is survived, and healed it carries on`() throws {
    let network = try NetworkNamespace()
    let cluster = try Cluster(lease: "2s", address: "0.0.0.0", advertise: network.hostAddress)
    try cluster.startCoordinator()
    // The worker on this machine, and one at the other end of the cable.
    try cluster.startWorker(0, slots: 2)
    let far = try cluster.startWorker(1, slots: 2) { network.inside($0) }
    try far.waitForLog("welcomed")
    try cluster.submit(
      """
      name: cable
      experiment: probe
      parameters: {duration: 0.5, metrics: 5}
      axes:
        index: {from: 1, to: 60, step: 1}
      limits: {attempts: 1}
      """)
    #expect(try cluster.awaitStatus { $0["sweeps"][0]["census"]["done"].int ?? 0 >= 4 })
    try network.cut()
    try cluster.coordinator?.waitForLog("fell silent")
    try far.waitForLog("nothing heard from the coordinator")
    try network.heal()
    #expect(far.errors.wait { $0.components(separatedBy: "welcomed").count > 2 }, "\(far.errors.text)")
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let census = try cluster.status()["sweeps"][0]["census"]
    #expect(census["done"].int == 60)
    let workers = try cluster.run("workers", "--json").json()["workers"].list
    #expect(workers.count == 2)
    #expect(try cluster.stop())
  }
}
