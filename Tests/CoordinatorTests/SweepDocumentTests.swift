import Messages
import SweepModel
import Testing

@testable import Coordinator
@testable import Transport

/// What a report reads of a sweep is what happened.
@Suite(.timeLimit(.minutes(3)))
struct SweepDocumentTests {
  @Test func `a failure names the machine, and all attempts count as time`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2)
    let worker = try host.worker()
    try worker.hello(slots: 2)
    _ = try worker.welcome()
    var tasks: [WireAssignment] = []
    while tasks.count < 2 { tasks += try worker.assignments() }
    try worker.awaitAcknowledgement(
      of: worker.report {
        var failed = WireEnded.failed(tasks[0])
        failed.seconds = 2
        $0.ended = [failed]
        var finished = tasks[1].finished()
        finished.seconds = 3
        $0.finished = [finished]
      })
    let sweep: SweepDocument = try client.query("sweep", "last")
    let failures: FailuresDocument = try client.query("failures", "last")
    let attempt = try #require(failures.failures.first?.attempts.first)
    #expect(attempt.host == "scripted" && attempt.outcome == .failed)
    #expect(attempt.worker?.isEmpty == false && attempt.worker != attempt.host)
    #expect(sweep.attemptSeconds == 5)
    #expect(sweep.workers.map(\.seconds) == [3])
  }
}
