import Spec
import SweepModel
import Testing

@Suite struct ExpansionTests {
  @Test(arguments: corpus) func `the stream of tasks is what the definitions say`(spec: String) throws {
    let sweep = try parse(spec)
    let tasks = sweep.tasks
    #expect(tasks.count == sweep.taskCount)
    #expect(tasks.map(\.ordinal) == Array(0..<tasks.count))
    let points = sweep.points
    #expect(points.count == sweep.pointCount)
    for task in tasks {
      let parameters = points[task.ordinal % points.count]
      let definition = TaskDefinition(
        experiment: sweep.experiment, version: sweep.version, parameters: parameters, seed: sweep.seed,
        replicate: task.replicate)
      #expect(task.definitionJSON == definition.canonicalJSON)
      #expect(task.id == definition.id)
      #expect(task.replicate == task.ordinal / points.count)
      for coordinate in task.coordinates { #expect(parameters[coordinate.axis] == coordinate.value) }
      let read = try TaskDefinition(canonicalJSON: task.definitionJSON, schema: SampleExperiment().schema)
      #expect(read == definition)
    }
    #expect(Set(tasks.map(\.id)).count == tasks.count)
  }

  @Test func `the first axis varies slowest and replicates come one after the other`() throws {
    let sweep = try parse(head + "axes: {sigma: [1, 2], lambda: [0, 1]}\nreplicates: 2")
    let seen = sweep.tasks.map { task in
      "\(task.replicate):" + task.coordinates.map { "\($0.value)" }.joined(separator: "/")
    }
    #expect(seen == ["0:1/0", "0:1/1", "0:2/0", "0:2/1", "1:1/0", "1:1/1", "1:2/0", "1:2/1"])
  }

  @Test func `excluded points are listed with their reason`() throws {
    let sweep = try parse(
      head + "axes: {sigma: [1, 2, 3], origin: [[1, 2], [3, 4]]}\n"
        + "exclude: [{sigma: [1, 2], because: a}, {origin: [3, 4], because: b}]\nreplicates: 4")
    var seen: [String] = []
    sweep.forEachExcludedPoint {
      seen.append("\($0["sigma"] ?? .text("")) \($0["origin"] ?? .text("")) \($1)")
    }
    #expect(seen == ["1 [1, 2] a", "1 [3, 4] a", "2 [1, 2] a", "2 [3, 4] a", "3 [3, 4] b"])
    #expect(sweep.excluded().map(\.count) == [16, 4])
    #expect(sweep.excludedTaskCount == 20)
    #expect(sweep.taskCount == 4)
  }

  @Test func `a throwing visitor ends the walk`() throws {
    struct Enough: Error {}
    let sweep = try parse(corpus[1])
    var visits = 0
    #expect(throws: Enough.self) {
      try sweep.forEachTask { _ in
        visits += 1
        if visits == 5 { throw Enough() }
      }
    }
    #expect(visits == 5)
  }

  @Test func `a product of a thousand million is refused without being made`() {
    let spec =
      head
      + "axes: {hidden: {from: 1, to: 1000, step: 1}, image-size: {from: 1, to: 1000, step: 1}}\nreplicates: 1000"
    #expect(problems(spec).map { $0.contains("more than 10000000 tasks") } == [true])
    let overflow =
      head
      + "axes: {hidden: {from: 1, to: 4000, step: 1}, sigma: {from: 0.001, to: 9, step: 0.001}, lambda: {from: 0.001, to: 1, step: 0.001}, image-size: {from: 1, to: 1024, step: 1}, base-width: {from: 1, to: 512, step: 1}}"
    #expect(problems(overflow).map { $0.contains("more than 10000000 tasks") } == [true])
  }

  @Test func `conditional axes count towards the limit`() {
    let spec =
      head + "axes: {hidden: {from: 1, to: 4000, step: 1}}\n"
      + "when: [{if: {bias: false}, then: {axes: {lambda: {from: 0, to: 1, step: 0.0001}}}}]\nreplicates: 10000"
    #expect(problems(spec).map { $0.contains("more than 10000000 tasks") } == [true])
  }
}
