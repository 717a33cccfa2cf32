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

  private func sweep(_ more: String, axes: String = "a: [1, 2, 3], b: [1, 2]", replicates: Int = 4) throws
    -> Sweep
  {
    let spec = """
      name: t
      experiment: sample
      axes: {\(axes)}
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

  @Test func `a budget buys what is the least certain, for as long as it lasts`() throws {
    let rule =
      "compare: {metric: m, between: {a: [3, 1]}, each: [b], tolerance: 0.01, assume: normal}\nbudget: "
    func kept(_ budget: String) throws -> SweepGrowth {
      let sweep = try sweep(rule + budget, replicates: 16)
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
    #expect(all.spending?.spent == 960)
    let groups = Dictionary(grouping: all.additions, by: \.group).mapValues { group in
      10 * Double(group.reduce(0) { $0 + $1.replicates.count })
    }
    let dear = try #require(groups[1])
    let some = try kept("\(Int(960 + dear))s")
    #expect(Set(some.additions.map(\.group)) == [1])
    // Three pairs are 60 s.
    let part = try kept("\(960 + 65)s")
    #expect(
      part.additions.map(\.replicates) == [16..<19, 16..<19] && part.additions.allSatisfy { $0.group == 1 })
    // What the rest of the most urgent one costs is left for another.
    let both = try kept("\(Int(960 + dear) + 45)s")
    #expect(Set(both.additions.map(\.group)) == [0, 1])
    #expect(both.additions.filter { $0.group == 0 }.map(\.replicates) == [16..<18, 16..<18])
    let none = try kept("961s")
    #expect(none.additions.isEmpty && none.isSettled)
    #expect(none.comparisons?.lines.map(\.result.ending) == [.budget, .budget])
    #expect(none.tally.exhausted == 2)
  }

  @Test func `a refined sweep buys whole new points, and of further replicates what is paid for`() throws {
    func grown(_ budget: String) throws -> SweepGrowth {
      let sweep = try sweep(
        "refine: {metric: m, level: 0.5, along: a, tolerance: 0.5, replicates: 40}\nbudget: \(budget)",
        axes: "a: {from: 0, to: 9, step: 1}, b: [1, 2]")
      // At b 1 no point is told from the level, at b 2 all are.
      return try #require(
        SweepGrowth(
          sweep,
          tasks: records(sweep) { a, b, replicate in
            b == 1 ? (replicate % 2 == 0 ? 0.4 : 0.61) : a < 4 ? 0.1 : 0.9
          }))
    }
    let all = try grown("1h")
    let spent = try #require(all.spending?.spent)
    let more = all.additions.filter { $0.replicates.lowerBound > 0 }
    let new = all.additions.filter { $0.replicates.lowerBound == 0 }
    #expect(more.count == 5 && more.allSatisfy { $0.replicates == 4..<8 && $0.group == 0 })
    #expect(new.map(\.replicates) == [0..<4] && new[0].group == 1)
    let some = try grown("\(Int(spent) + 95)s")
    #expect(some.additions.map(\.replicates) == [4..<8, 4..<8, 4..<5])
    // A new point is 40 s, or none.
    let rest = try grown("\(Int(spent) + 235)s")
    #expect(rest.additions == more)
    let whole = try grown("\(Int(spent) + 240)s")
    #expect(whole.additions == all.additions)
  }

  @Test func `tasks of a comparison are planned pair by pair`() throws {
    let sweep = try sweep("compare: {metric: m, between: {a: [3, 1]}, tolerance: 0.1}")
    let state = try #require(
      SweepGrowth(
        sweep, tasks: records(sweep) { a, _, replicate in Double(a) * 0.1 + Double(replicate) / 50 }))
    let places = state.placements
    #expect(places.count == state.additions.reduce(0) { $0 + $1.replicates.count })
    #expect(places.prefix(8).map(\.replicate) == [4, 4, 4, 4, 5, 5, 5, 5])
    #expect(places.prefix(4).map(\.series) == [0, 0, 1, 1] && places.prefix(4).map(\.index) == [2, 0, 2, 0])
    #expect(Set(places).count == places.count)
  }

  @Test func `a point that always fails is named and left out, and the others are compared`() throws {
    let sweep = try sweep("compare: {metric: m, between: {a: [3, 1]}, tolerance: 0.1}")
    let tasks = records(sweep) { a, b, replicate in
      a == 3 && b == 2 ? nil : Double(a) * 0.1 + (a == 3 ? Double(replicate) / 50 : 0)
    }
    let state = try #require(SweepComparison(sweep, tasks: tasks))
    let line = state.lines[0]
    #expect(line.result.pairs == 4 && line.result.points == 1 && line.result.ending == nil)
    #expect(
      line.omissions.map { $0.sentence(state.rule, Labels()) } == [
        "b = 2: none of the 4 tasks at a = 3 has a result"
      ])
    // Nothing more is spent on it.
    #expect(Set(state.additions.map(\.series)) == [0])
    let table = ComparisonTable(sweep, state)
    #expect(table.csv.contains(",mean,b = 2: none of the 4 tasks at a = 3 has a result"))
    #expect(
      table.json.contains(#""left_out":[{"point":{"b":2},"failed":[3],"replicates":4}]"#), "\(table.json)")
  }

  @Test func `where all points fail there is no pair, and why is said of each`() throws {
    let sweep = try sweep("compare: {metric: m, between: {a: [3, 1]}, tolerance: 0.1}")
    // Of the second point some replicates of each value succeed, never the same ones.
    let tasks = records(sweep) { a, b, replicate in
      b == 1 ? nil : (a == 3) == (replicate % 2 == 0) ? 0.5 : nil
    }
    let state = try #require(SweepComparison(sweep, tasks: tasks))
    #expect(state.lines[0].result.ending == .noPairs && state.additions.isEmpty)
    #expect(
      state.lines[0].omissions.map { $0.sentence(state.rule, Labels()) } == [
        "b = 1: none of the 4 tasks at a = 3 has a result, and none of the 4 tasks at a = 1 has a result",
        "b = 2: none of 4 replicates has a result at both values",
      ])
    // What has not ended has not failed.
    var running = tasks
    for index in running.indices where running[index].status == .failed { running[index].status = .running }
    let early = try #require(SweepComparison(sweep, tasks: running))
    #expect(early.isWaiting && early.lines[0].omissions.isEmpty && early.lines[0].result.ending == nil)
    // One failure alone is no reason to give a point up.
    let once = try self.sweep("compare: {metric: m, between: {a: [3, 1]}, tolerance: 0.1}", replicates: 1)
    let first = try #require(SweepComparison(once, tasks: records(once) { _, b, _ in b == 1 ? nil : 0.5 }))
    #expect(first.lines[0].omissions.isEmpty && first.lines[0].result.ending == nil)
    #expect(Set(first.additions.map(\.replicates)) == [1..<2] && first.additions.count == 4)
  }

  @Test func `values that are not compared are listed`() throws {
    let sweep = try sweep(
      "exclude: [{a: [1, 3], b: 2}]\ncompare: {metric: m, between: {a: [3, 1]}, each: [b], tolerance: 0.1}")
    let state = try #require(SweepComparison(sweep, tasks: records(sweep) { _, _, _ in 0.5 }))
    #expect(state.lines.count == 1)
    #expect(state.unpaired.map { $0.coordinates.map(\.value) } == [[.integer(2)]])
    #expect(state.unpaired.allSatisfy { !$0.hasFirst && !$0.hasSecond })
    #expect(ComparisonTable(sweep, state).json.contains(#""not_compared":[{"b":2}]"#))
  }
}
