import Spec
import SweepModel
import Testing

@testable import Analysis

/// A compared sweep's tasks as pairs, and what a budget buys of what is asked for.
@Suite struct SweepComparisonTests {
  private struct Shares: Experiment {
    let schema = ExperimentSchema(
      name: "sample", version: 1, summary: "",
      parameters: [
        ParameterDefinition("a", .integer(0...9), default: .integer(1), ""),
        ParameterDefinition("b", .integer(0...9), default: .integer(1), ""),
      ], metrics: [.init("m", range: 0...1, "")])

    func run(_ context: any TaskContext) throws -> [String: Double] { ["m": 0] }
  }

  private func sweep(_ more: String, replicates: Int = 4) throws -> Sweep {
    let spec = """
      name: t
      experiment: sample
      axes: {a: [1, 2, 3], b: [1, 2]}
      replicates: \(replicates)
      \(more)
      """
    return try SpecParser.parse(Array(spec.utf8), file: "s.yaml", catalog: ExperimentCatalog([Shares()]))
  }

  private func records(_ sweep: Sweep, _ value: (_ a: Int, _ b: Int, _ replicate: Int) -> Double?)
    -> [TaskRecord]
  {
    var records: [TaskRecord] = []
    sweep.forEachTask { task in
      guard let parameters = try? TaskDefinition(canonicalJSON: task.definitionJSON).parameters,
        let a = try? parameters.integer("a"), let b = try? parameters.integer("b")
      else { return }
      let value = value(a, b, task.replicate)
      records.append(
        TaskRecord(
          ordinal: task.ordinal, id: task.id, replicate: task.replicate,
          status: value == nil ? .failed : .done,
          parameters: parameters, metrics: value.map { ["m": $0] } ?? [:], seconds: 10))
    }
    return records
  }

  @Test func `differences are those of replicates of which all values are known`() throws {
    let sweep = try sweep("compare: {metric: m, between: {a: [3, 1]}, tolerance: 0.1}")
    let tasks = records(sweep) { a, b, replicate in
      replicate == 2 && a == 3 && b == 2 ? nil : (a == 3 ? 0.5 : 0.25) + Double(b) * 0.125 * Double(a / 3)
    }
    let state = try #require(SweepComparison(sweep, tasks: tasks))
    #expect(state.lines.count == 1)
    let result = state.lines[0].result
    #expect(result.pairs == 3 && result.planned == 4 && result.points == 2)
    // 0.25, and an eighth and a quarter more at the two points.
    #expect(result.estimate == 0.25 + 0.1875)
    #expect(Set(state.additions.map(\.index)) == [0, 2] && state.additions.count == 4)
    #expect(state.additions.allSatisfy { $0.replicates.lowerBound == 4 && $0.replicates.upperBound > 4 })
  }

  @Test func `a budget buys what is the least certain, whole comparisons, for as long as it lasts`() throws {
    let rule =
      "compare: {metric: m, between: {a: [3, 1]}, each: [b], tolerance: 0.01, assume: normal}\nbudget: "
    func kept(_ budget: String) throws -> SweepGrowth {
      let sweep = try sweep(rule + budget, replicates: 8)
      // At b 2 differences scatter more.
      return try #require(
        SweepGrowth(
          sweep,
          tasks: records(sweep) { a, b, replicate in
            0.5 + (a == 3 ? (b == 2 ? 0.4 : 0.05) * (replicate % 2 == 0 ? 1 : -1) : 0)
          }))
    }
    let all = try kept("1h")
    #expect(Set(all.additions.map(\.group)) == [0, 1])
    #expect(all.spending?.spent == 480)
    let groups = Dictionary(grouping: all.additions, by: \.group).mapValues { group in
      10 * Double(group.reduce(0) { $0 + $1.replicates.count })
    }
    let dear = try #require(groups[1])
    let some = try kept("\(Int(480 + dear))s")
    #expect(Set(some.additions.map(\.group)) == [1])
    let none = try kept("481s")
    #expect(none.additions.isEmpty && none.isSettled)
    #expect(none.comparisons?.lines.map(\.result.ending) == [.budget, .budget])
    #expect(none.tally.exhausted == 2)
  }
}
