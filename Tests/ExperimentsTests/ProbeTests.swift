import SweepModel
import Testing

@testable import Experiments

struct ProbeTests {
  private let experiment = ProbeExperiment()

  @Test func `an empty probe returns one number and touches nothing else`() throws {
    let context = RecordingContext(experiment)
    let metrics = try experiment.run(context)
    #expect(metrics["steps"] == 0)
    #expect((0..<1).contains(try #require(metrics["value"])))
    #expect(context.steps.isEmpty && context.artifacts.isEmpty && context.checkpoint == nil)
  }

  @Test func `the value depends on seed, replicate and index, and on nothing else`() throws {
    func value(index: Int = 0, seed: Int = 1, replicate: Int = 0) throws -> Double? {
      try experiment.run(
        RecordingContext(experiment, ["index": .integer(index)], seed: seed, replicate: replicate))["value"]
    }
    let values = [
      try value(), try value(index: 1), try value(seed: 2), try value(seed: 1 << 40),
      try value(replicate: 1),
    ]
    #expect(Set(values).count == values.count)
    #expect(try value(index: 1) == values[1])
  }

  @Test func `signals are streamed at steps that rise from 1`() throws {
    let context = RecordingContext(experiment, ["metrics": .integer(100)])
    #expect(try experiment.run(context)["steps"] == 100)
    #expect(context.reports.map(\.step) == Array(1...100))
    #expect(Set(context.reports.map(\.value)).count == 100)
    #expect(context.reports.allSatisfy { $0.metric == "signal" && (0..<1).contains($0.value) })
  }

  @Test func `an interrupted probe goes on from its checkpoint and streams what is left, bit for bit`() throws
  {
    let given: Parameters = [
      "metrics": .integer(50), "duration": .real(0.06), "compute": .real(0.01),
    ]
    let undisturbed = RecordingContext(experiment, given)
    let metrics = try experiment.run(undisturbed)

    let first = RecordingContext(experiment, given)
    first.stopAfter = 17
    #expect(throws: TaskInterrupted.self) { try experiment.run(first) }
    let second = RecordingContext(experiment, given)
    second.checkpoint = first.checkpoint
    #expect(second.checkpoint == [17, 0, 0, 0, 0, 0, 0, 0])
    #expect(try experiment.run(second) == metrics)
    #expect(first.reports.count == 17)
    #expect(first.reports + second.reports == undisturbed.reports)
  }

  @Test(arguments: [
    [], [1, 2, 3], [255, 255, 255, 255, 255, 255, 255, 255], [4, 0, 0, 0, 0, 0, 0, 0],
  ])
  func `a checkpoint that is not ours is said and ignored`(bytes: [UInt8]) throws {
    let context = RecordingContext(experiment, ["metrics": .integer(3)])
    context.checkpoint = bytes
    _ = try experiment.run(context)
    #expect(context.reports.count == 3)
    #expect(context.lines.count == 1)
  }

  @Test(arguments: [1, 8, 1001])
  func `a payload of exactly the asked size is left behind, the same every time`(size: Int) throws {
    let (first, second) = (
      RecordingContext(experiment, ["payload": .integer(size)]),
      RecordingContext(experiment, ["payload": .integer(size)])
    )
    _ = try (experiment.run(first), experiment.run(second))
    #expect(first.artifacts["payload"]?.count == size)
    #expect(first.artifacts == second.artifacts)
  }

  @Test func `waiting and computing are cut into steps that all report progress`() throws {
    let context = RecordingContext(experiment, ["duration": .real(0.12), "compute": .real(0.02)])
    #expect(try experiment.run(context)["steps"] == 4)
    #expect(context.steps == [1, 2, 3, 4])
  }

  @Test func `a plan waits, computes and streams all it was asked to, each thing once`() {
    for duration in [0, 0.01, 0.05, 0.36, 3] {
      for compute in [0, 0.02, 1.21] {
        for signals in [0, 1, 7, 64, 500] {
          let plan = ProbePlan(duration: duration, compute: compute, signals: signals)
          let works = (0..<plan.steps).map { plan.work(at: $0 + 1) }
          #expect(abs(works.reduce(0) { $0 + $1.waits } - duration) < 1e-9)
          #expect(abs(works.reduce(0) { $0 + $1.computes } - compute) < 1e-9)
          #expect(works.flatMap { Array($0.signals) } == Array(0..<signals))
          #expect(works.allSatisfy { $0.waits + $0.computes <= ProbePlan.slice + 1e-9 })
        }
      }
    }
  }
}
