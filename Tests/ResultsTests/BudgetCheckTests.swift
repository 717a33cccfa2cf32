import Analysis
import Experiments
import Journal
import Spec
import SweepModel
import Testing

@testable import Results

/// What a data directory tells of a budget before anything runs.
@Suite struct BudgetCheckTests {
  /// Tasks take a quarter of a second in ``Journal/finish(_:_:files:)``.
  private static let program = """
    name: NAME
    experiment:
      name: primes
      version: 1
      command: [/bin/true]
      parameters: {limit: {kind: integer, minimum: 2, default: 100}, side: {kind: integer, default: 0}}
      metrics: {count: {range: [0, 1]}}
    axes: {limit: [10, 20, 30], side: [0, 1]}
    replicates: 2

    """
  private static let question =
    "compare: {metric: count, between: {side: [1, 0]}, tolerance: 0.1}\nbudget: "

  private func spec(_ name: String, _ budget: String? = nil) -> String {
    Self.program.replacing("NAME", with: name) + (budget.map { Self.question + $0 } ?? "")
  }

  private func check(_ spec: String, _ directory: FilledDirectory) throws -> BudgetCheck {
    let sweep = try SpecParser.parse(Array(spec.utf8), file: "b.yaml", catalog: .builtIn)
    let journal = JournalSource(try directory.reader(), catalog: .builtIn, version: "1")
    return try BudgetCheck(sweep, PlanHistory(journal, of: sweep, catalog: .builtIn))
  }

  @Test func `what is known of some points alone is enough to refuse`() throws {
    // Of limit 10, another sweep has run two replicates with another seed.
    let directory = try FilledDirectory { journal in
      let other = try journal.submit(spec("other").replacing("[10, 20, 30]", with: "[10]") + "seed: 5")
      try journal.commit([.sweepSubmitted(other.number)])
      for task in other.tasks { try journal.finish(task, ["count": 0.5]) }
    }
    // Four of twelve tasks take 0.2 s or more each.
    let refused = try check(spec("new", "0.7s"), directory)
    #expect(
      refused
        == .refused(
          "b.yaml:11:9: the budget of 0.7 core-seconds does not pay for the 12 tasks that the sweep starts with, which take "
            + "0.8 core-seconds or more, as 4 finished tasks of experiment primes tell; give a larger one, or fewer points "
            + "and replicates to start with"))
    guard case .unknown(let sentence) = try check(spec("new", "5s"), directory) else {
      Issue.record("of eight tasks nothing is known")
      return
    }
    #expect(
      sentence.hasPrefix("nobody can tell yet whether the budget of 5 core-seconds pays for the 12 tasks"))
    #expect(sentence.contains("no task with the same parameters has finished here for 8 of 12 tasks"))
    #expect(try check(spec("grid"), directory) == .passed)
  }

  @Test func `finished tasks of the sweep are spent, and what was accepted goes on`() throws {
    let directory = try FilledDirectory { journal in
      let other = try journal.submit(spec("other"))
      try journal.commit([.sweepSubmitted(other.number)])
      for task in other.tasks.dropLast(2) { try journal.finish(task, ["count": 0.5]) }
      try journal.commit([.sweepSubmitted(journal.submit(spec("known", "0.1s")).number)])
    }
    // Ten tasks have taken 2.5 s; the two that are left take 0.4 s or more.
    guard case .refused(let sentence) = try check(spec("new", "2.8s"), directory) else {
      Issue.record("the budget is too small")
      return
    }
    #expect(
      sentence.contains(
        "the budget of 2.8 core-seconds, of which finished ones have taken 2.5 core-seconds, does not pay for the other 2 tasks"
      ), "\(sentence)")
    #expect(try check(spec("new", "3s"), directory) == .passed)
    #expect(try check(spec("known", "0.1s"), directory) == .passed)
  }

  @Test func `where nothing is left to run no budget is too small`() throws {
    let directory = try FilledDirectory { journal in
      let other = try journal.submit(spec("other"))
      try journal.commit([.sweepSubmitted(other.number)])
      for task in other.tasks { try journal.finish(task, ["count": 0.5]) }
    }
    #expect(try check(spec("new", "0.1s"), directory) == .passed)
  }
}
