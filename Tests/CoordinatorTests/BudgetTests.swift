import Messages
import SweepModel
import Testing

@testable import Coordinator

/// What a coordinator says of budgets, and in which order it hands out what they buy.
@Suite(.timeLimit(.minutes(3)))
struct BudgetTests {
  private static let refined = """
    name: refined
    experiment: probe
    axes: {index: {from: 1, to: 64, step: 1}}
    refine: {metric: value, level: 0.5, along: index, tolerance: 0.5}
    budget:
    """

  @Test func `a budget that does not pay for the first tasks is refused where that is known`() throws {
    let bench = try RefinedSweepTests.Bench { index, _ in
      index <= 37 || (101...250).contains(index) ? 0.1 : 0.9
    }
    // Nothing has run: nobody can tell.
    let first = try bench.submit(Self.refined + " 1h")
    #expect(
      first.notes == [
        "nobody can tell yet whether the budget of 60 core-minutes pays for the 5 tasks that the sweep starts with, which "
          + "run in any case: no task of experiment probe has finished here yet"
      ])
    _ = try bench.workToTheEnd()
    // Nine tasks of a hundredth of a second; the five others begin at other values.
    let other = Self.refined.replacing("to: 64", with: "to: 400").replacing("refined", with: "other")
      .replacing("from: 1,", with: "from: 101,")
    let refusal = #expect(throws: (any Error).self) { try bench.submit(other + " 0.02s") }
    #expect(
      refusal.map { "\($0)" }
        == "spec:5:9: the budget of 0.02 core-seconds does not pay for the 5 tasks that the sweep starts with, which take "
        + "0.04 core-seconds or more, as 9 finished tasks of experiment probe tell; give a larger one, or fewer points and "
        + "replicates to start with")
    let status: StatusDocument = try bench.client.query("status", "all")
    #expect(status.sweeps.map(\.name) == ["refined"])
    let accepted = try bench.submit(other + " 0.065s")
    #expect(accepted.notes == [] && !accepted.isKnown)
    // What was accepted is not asked again, whatever was learned since.
    #expect(try bench.submit(other + " 0.065s").isKnown)
    let row = try bench.workToTheEnd()
    #expect(row.state == "finished" && row.census.done == 6, "\(row)")
  }

  @Test func `pairs of a comparison are planned one after another`() throws {
    let bench = try RefinedSweepTests.Bench { index, replicate in
      Double(index) * 0.01 + (index % 2 == 0 ? Double(replicate % 3) * 0.1 : 0)
    }
    try bench.submit(
      """
      name: pairs
      experiment: probe
      axes: {index: [1, 2], metrics: [1, 3]}
      replicates: 4
      compare: {metric: value, between: {index: [2, 1]}, tolerance: 0.05, replicates: 16}
      """)
    let row = try bench.workToTheEnd()
    #expect(row.refinement.map { $0.round > 0 } == true)
    let added = try bench.tasks().filter { $0.ordinal >= 16 }
    #expect(added.count >= 8)
    let replicates = added.map(\.replicate)
    #expect(replicates == replicates.sorted())
    let indices = added.compactMap { $0.parameters["index"]?.value }
    #expect(indices == (0..<added.count).map { .integer($0 % 2 == 0 ? 2 : 1) })
    // One reason a round, however many tasks it has.
    let planned: PlacementsDocument = try bench.client.query("placements", "last")
    #expect(planned.placements.count == 1 + (row.refinement?.round ?? 0))
  }
}
