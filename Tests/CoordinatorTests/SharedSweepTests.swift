import Foundation
import Messages
import SweepModel
import Testing

@testable import Coordinator
@testable import Transport

/// Tasks that two sweeps have, across cancelling, retrying and restarting.
@Suite(.timeLimit(.minutes(2)))
struct SharedSweepTests {
  @Test func `a new sweep runs the tasks that were cancelled with an earlier one`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(3, name: "first")
    try client.command(OutcomeDocument.self, "cancel", ["first"])
    try client.submitProbes(4, name: "second")
    let worker = try host.worker()
    try worker.hello(slots: 4)
    var tasks: [WireAssignment] = []
    while tasks.count < 4 { tasks += try worker.assignments() }
    try worker.report { $0.finished = tasks.map { $0.finished() } }
    let status = try client.awaitStatus { $0.sweeps.allSatisfy(\.census.isFinished) }
    #expect(status.sweeps.map(\.census.done).sorted() == [3, 4])
    #expect(Set(status.sweeps.map(\.state)) == ["cancelled", "finished"])
  }

  @Test func `a task that is retried in a cancelled sweep is still wanted after a restart`() throws {
    let host = try CoordinatorHost()
    var client = try host.client()
    try client.submitProbes(2)
    try client.command(OutcomeDocument.self, "cancel", ["last"])
    let tasks: TasksDocument = try client.query("tasks", "last")
    try client.command(OutcomeDocument.self, "retry", [try #require(tasks.tasks.first?.id)])
    host.stop()
    try host.start()
    client = try host.client()
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    try worker.report { $0.finished = [task.finished()] }
    let status = try client.awaitStatus { $0.sweeps.first?.census.done == 1 }
    #expect(status.sweeps.first?.census.cancelled == 1)
  }
}
