import Analysis
import Experiments
import Foundation
import Messages
import Results
import SweepModel
import Testing

@testable import Coordinator
@testable import Transport

/// Who follows a sweep is sent what changed, and has what reading all of it again would give.
@Suite(.timeLimit(.minutes(3)))
struct FollowedSweepTests {
  private typealias Bench = RefinedSweepTests.Bench

  /// Counts what is sent.
  private final class Traffic {
    var rows = 0
    var wholeReads = 0
  }

  private func source(_ bench: Bench, _ traffic: Traffic = Traffic()) -> RemoteSource {
    RemoteSource(catalog: .builtIn) { question in
      var request = WireRequest()
      request.query.question = question
      let data = try bench.client.data(request)
      switch question {
      case .changes: traffic.rows += try ChangesDocument.read(data).tasks.count
      case .tasks: traffic.wholeReads += 1
      default: break
      }
      return data
    }
  }

  /// Reads all of the last sweep; over the network alone, or with tasks from the journal beside.
  private func followed(
    _ bench: Bench, _ traffic: Traffic = Traffic(), beside isBeside: Bool
  ) throws -> FollowedSweep {
    let remote = source(bench, traffic)
    let version = try remote.stateVersion()
    guard isBeside else {
      return try FollowedSweep("last", from: remote, following: remote, catalog: .builtIn, version: version)
    }
    let journal = JournalSource(try bench.host.reader(), catalog: .builtIn, version: "test")
    return try FollowedSweep(
      "last", from: journal, following: JournalChanges(remote, in: journal), catalog: .builtIn,
      version: version)
  }

  private func expectUpToDate(_ live: FollowedSweep, _ bench: Bench) throws {
    let whole = try SweepResults("last", from: source(bench), catalog: .builtIn)
    // Who runs what is not told: a curve is made of results.
    #expect(live.results.tasks.map(\.ordinal) == whole.tasks.map(\.ordinal))
    #expect(live.results.tasks.map(\.metrics) == whole.tasks.map(\.metrics))
    #expect(live.results.tasks.map(\.status.hasEnded) == whole.tasks.map(\.status.hasEnded))
    #expect(live.results.tasks.map(\.parameters) == whole.tasks.map(\.parameters))
    let curves = try whole.curves { _ in .init() }
    #expect(live.curves().map { "\($0.panels)" } == curves.map { "\($0.panels)" })
  }

  @Test(arguments: [false, true])
  func `each update brings the tasks that ended since the last one, however many there are`(
    beside isBeside: Bool
  ) throws {
    let bench = try Bench { index, _ in index % 5 == 0 ? nil : Double(index) }
    try bench.submit(
      """
      name: many
      experiment: probe
      axes: {index: {from: 1, to: 400, step: 1}}
      limits: {attempts: 1}
      curves: [{name: value, x: index, y: value}]
      """)
    let traffic = Traffic()
    var live = try followed(bench, traffic, beside: isBeside)
    let reads = traffic.wholeReads
    var ended = 0
    for _ in 0..<6 {
      try bench.work()
      let before = traffic.rows
      try live.update()
      let now = live.results.tasks.count { $0.status.hasEnded }
      #expect(traffic.rows - before == (isBeside ? 0 : now - ended))
      ended = now
      try expectUpToDate(live, bench)
    }
    #expect(ended > 0 && ended < 200, "the others were never sent again")
    let before = traffic.rows
    try live.update()
    #expect(traffic.rows == before && traffic.wholeReads == reads)
  }

  @Test(arguments: [false, true])
  func `tasks that a refinement adds and tasks that run again are told`(
    beside isBeside: Bool
  ) throws {
    let bench = try Bench { index, _ in index == 1 ? nil : index > 37 ? 1 : 0 }
    try bench.submit(RefinedSweepTests.step)
    let traffic = Traffic()
    var live = try followed(bench, traffic, beside: isBeside)
    let (reads, planned) = (traffic.wholeReads, live.results.tasks.count)
    var growths = 0
    while true {
      let status: StatusDocument = try bench.client.query("status", "last")
      let row = try #require(status.sweeps.first)
      let known = live.results.tasks.count
      try live.update()
      let added = live.results.tasks.dropFirst(known)
      if !added.isEmpty, added.allSatisfy({ !$0.status.hasEnded }) { growths += 1 }
      if row.isFinished { break }
      if row.census.pending + row.census.running > 0 {
        try bench.work()
      } else {
        let _: StatusDocument = try bench.client.query("status", "last", unless: status.stateVersion)
      }
    }
    #expect(live.results.tasks.count > planned)
    #expect(growths > 1, "new ones are told before they end")
    try expectUpToDate(live, bench)
    #expect(live.results.tasks.contains { $0.status == .failed })
    let _: OutcomeDocument = try bench.client.command(OutcomeDocument.self, "retry", ["last"])
    try live.update()
    #expect(!live.results.tasks.contains { $0.status == .failed })
    try expectUpToDate(live, bench)
    #expect(traffic.wholeReads == reads)
  }

  @Test(arguments: [false, true])
  func `after a restart of the coordinator all is read anew, once`(
    beside isBeside: Bool
  ) throws {
    let bench = try Bench { index, _ in Double(index) }
    try bench.submit(
      "name: few\nexperiment: probe\naxes: {index: {from: 1, to: 40, step: 1}}\n"
        + "curves: [{name: value, x: index, y: value}]")
    let traffic = Traffic()
    var live = try followed(bench, traffic, beside: isBeside)
    try bench.work()
    let reads = traffic.wholeReads
    try bench.restart()
    try bench.work()
    try live.update()
    try expectUpToDate(live, bench)
    #expect(traffic.wholeReads == 2 * reads)
    try bench.work()
    try live.update()
    try expectUpToDate(live, bench)
    #expect(traffic.wholeReads == 2 * reads)
  }

  @Test(arguments: [false, true])
  func `streamed values come with the tasks that they belong to`(
    beside isBeside: Bool
  ) throws {
    let bench = try Bench { _, _ in 0 }
    try bench.submit(
      "name: streams\nexperiment: probe\naxes: {index: {from: 1, to: 6, step: 1}}\n"
        + "curves: [{name: signal, x: step, y: signal}]")
    var live = try followed(bench, beside: isBeside)
    var tasks: [WireAssignment] = []
    while tasks.count < 3 { tasks += try bench.worker.assignments() }
    // Not neighbours: between them lies one that has not changed.
    let ended = [tasks[0], tasks[2]]
    try bench.worker.awaitAcknowledgement(
      of: bench.worker.report {
        $0.metrics = ended.map { $0.streamed(steps: [1, 2], values: [0.25, 0.75]) }
        $0.finished = ended.map { $0.finished(value: 1) }
      })
    try live.update()
    try expectUpToDate(live, bench)
    #expect("\(live.curves().map(\.panels))".contains("0.75"))
  }
}
