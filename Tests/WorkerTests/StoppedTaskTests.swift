import Messages
import SweepModel
import Testing

@testable import Worker

/// A slot follows the stop rule of its task, through checkpoints.
struct StoppedTaskTests {
  /// Streams the squares of 0, 1, 2, ... and saves after each.
  private struct Squares: Experiment {
    let schema = ExperimentSchema(
      name: "squares", version: 1, summary: "", parameters: [],
      metrics: [.init("last", required: true, ""), .init("square", streamed: true, final: false, "")],
      savesCheckpoints: true)
    /// Whether it looks at the rule.
    var looks = true

    func run(_ context: any TaskContext) throws -> [String: Double] {
      var step = Int(try context.restoreCheckpoint()?.first ?? 0)
      while step < 50, !(looks && context.isOver) {
        if context.shouldStop { throw TaskInterrupted() }
        step += 1
        context.report("square", Double(step * step), step: step)
        try context.save(checkpoint: [UInt8(step)], step: step)
      }
      return ["last": Double(step)]
    }
  }

  private static func task(_ stop: StopRule?) -> TaskDefinition {
    TaskDefinition(experiment: "squares", version: 1, parameters: [:], seed: 1, replicate: 0, stop: stop)
  }

  private static let rule = StopRule(metric: "square", condition: .above(400), count: 4)

  private static func finish(
    _ stop: StopRule?, _ experiment: Squares = Squares(), checkpoint: [UInt8]? = nil
  ) throws -> [String: Double] {
    guard
      case .finished(let result) = try LocalTaskRunner.run(
        definition: task(stop), experiment: experiment, checkpoint: checkpoint)
    else { throw TaskFailure("it did not come to its end") }
    return result.metrics
  }

  @Test func `the result says at which step the rule ended it, or that it came to its own end`() throws {
    #expect(try Self.finish(nil) == ["last": 50])
    #expect(try Self.finish(Self.rule) == ["last": 23, "end-step": 23, "ended-early": 1])
    let never = StopRule(metric: "square", condition: .above(1e9), count: 1)
    #expect(try Self.finish(never) == ["last": 50, "end-step": 50, "ended-early": 0])
  }

  @Test(arguments: [1, 19, 20, 21, 22, 23]) func `interrupted anywhere it ends at the same step`(after: Int)
    throws
  {
    let first = try LocalTaskRunner.run(
      definition: Self.task(Self.rule), experiment: Squares(), interruptingAfter: after)
    switch first {
    case .finished(let result):
      #expect(after == 23)
      #expect(result.metrics["end-step"] == 23)
    case .interrupted(let checkpoint):
      #expect(try Self.finish(Self.rule, checkpoint: checkpoint) == Self.finish(Self.rule))
    }
  }

  @Test func `a checkpoint without what the rule has seen is not gone on from`() throws {
    #expect(try Self.finish(Self.rule, checkpoint: [40]) == Self.finish(Self.rule))
    let other = StopTracker(StopRule(metric: "square", condition: .above(1), count: 1))
    let bytes = StopTrailer.appended(other, to: [3])
    #expect(StopTrailer.removed(from: bytes, other.rule)?.checkpoint == [3])
    for count in 0..<bytes.count {
      #expect(StopTrailer.removed(from: Array(bytes[..<count]), other.rule) == nil)
    }
    for index in 1..<bytes.count {
      var damaged = bytes
      damaged[index] ^= 0xFF
      _ = StopTrailer.removed(from: damaged, other.rule)
    }
  }

  @Test func `an experiment that goes on beyond its end fails`() throws {
    let error = #expect(throws: TaskFailure.self) { try Self.finish(Self.rule, Squares(looks: false)) }
    #expect(
      error?.description
        == "the experiment squares streamed square beyond step 23, at which its stop rule was fulfilled; it has to end there"
    )
  }
}
