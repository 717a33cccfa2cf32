import Foundation
import Messages
import SweepModel
import TestSupport
import Testing

@testable import Transport
@testable import Worker

/// Tasks in this process, and the digest of what they leave.
struct LocalTaskTests {
  /// Counts to three, saving after each step.
  private struct Counting: Experiment {
    let schema = ExperimentSchema(
      name: "counting", version: 1, summary: "", parameters: [], metrics: [.init("sum", "")])

    func run(_ context: any TaskContext) throws -> [String: Double] {
      var done = Int(try context.restoreCheckpoint()?.first ?? 0)
      while done < 3 {
        if context.shouldStop { throw TaskInterrupted() }
        done += 1
        try context.save(checkpoint: [UInt8(done)], step: done)
      }
      return ["sum": Double(done)]
    }
  }

  private let definition = TaskDefinition(
    experiment: "counting", version: 1, parameters: [:], seed: 1, replicate: 0)

  @Test func `a task can be run whole, or stopped and gone on with`() throws {
    guard
      case .finished(let whole) = try LocalTaskRunner.run(definition: definition, experiment: Counting()),
      case .interrupted(let checkpoint) = try LocalTaskRunner.run(
        definition: definition, experiment: Counting(), interruptingAfter: 2),
      case .finished(let resumed) = try LocalTaskRunner.run(
        definition: definition, experiment: Counting(), checkpoint: checkpoint)
    else { return #expect(Bool(false)) }
    #expect(checkpoint == [2])
    #expect(whole.metrics == ["sum": 3])
    #expect(whole == resumed)
  }

  @Test func `another version is refused`() {
    var other = definition
    other.version = 2
    #expect(throws: TaskFailure.self) {
      _ = try LocalTaskRunner.run(definition: other, experiment: Counting())
    }
  }

  @Test func `results left on disk by a dead worker are adopted once and removed when known`() throws {
    let place = try TemporaryDirectory()
    let directory = place.path("spool")
    let kept = try TaskSamples.kept(TaskSamples.assignment())
    var first: ResultSpool? = try ResultSpool(directory: directory, coordinator: "key", name: "a")
    try first?.keep(kept)
    let second = try ResultSpool(directory: directory, coordinator: "key", name: "b")
    #expect(second.adopt().isEmpty)
    first = nil
    let stranger = try ResultSpool(directory: directory, coordinator: "another key", name: "d")
    #expect(stranger.adopt().isEmpty)
    #expect(second.adopt() == [kept])
    let third = try ResultSpool(directory: directory, coordinator: "key", name: "c")
    #expect(third.adopt().isEmpty)
    second.forget(HeldTask(TaskSamples.assignment()).lease)
    let files = FileManager.default.enumerator(atPath: directory)?.allObjects as? [String] ?? []
    #expect(!files.contains { $0.hasSuffix(KeptResult.fileEnding) })
  }

  @Test func `a kept result is read as it was written, files of earlier versions too, and nothing else is`()
    throws
  {
    let kept = try TaskSamples.kept(TaskSamples.assignment())
    let content = try kept.content()
    #expect(KeptResult(file: "a.report", content: content) == kept)
    let alone = try WireCodec.bytes(kept.result, limit: WireCodec.maximumLocalBytes)
    #expect(KeptResult(file: "a.result", content: alone) == KeptResult(kept.result))
    #expect(KeptResult(file: "lock", content: content) == nil)
    #expect(KeptResult(file: "a.report", content: Array(content.dropLast())) == nil)
    #expect(KeptResult(file: "a.report", content: []) == nil)
    // Rows of another task would be recorded as that one's.
    var mixed = kept
    mixed.rows += [TaskSamples.rows(of: TaskSamples.assignment(index: 1), step: 1)]
    #expect(try KeptResult(file: "a.report", content: mixed.content()) == nil)
    var short = kept
    short.result.task = Data([1])
    short.rows = []
    #expect(try KeptResult(file: "a.report", content: short.content()) == nil)
  }

  @Test func `a spool that holds nothing is gone with its worker, and so are the folders above it`() throws {
    let place = try TemporaryDirectory()
    let directory = place.path("spool")
    var first: ResultSpool? = try ResultSpool(directory: directory, coordinator: "key", name: "a")
    var second: ResultSpool? = try ResultSpool(directory: directory, coordinator: "another key", name: "b")
    #expect(first?.adopt().isEmpty == true && second?.adopt().isEmpty == true)
    first = nil
    #expect(FileManager.default.fileExists(atPath: directory), "the other one lives there")
    second = nil
    #expect(!FileManager.default.fileExists(atPath: directory))
    // Whatever else lies there keeps its place.
    var third: ResultSpool? = try ResultSpool(directory: directory, coordinator: "key", name: "c")
    #expect(third?.adopt().isEmpty == true)
    try Data().write(to: URL(fileURLWithPath: directory + "/processor-0"))
    third = nil
    #expect(FileManager.default.fileExists(atPath: directory + "/processor-0"))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a folder to another user"))
  func `a folder that another user made first is refused, and results planted in one are not taken`() throws {
    let place = try TemporaryDirectory()
    let directory = place.path("spool")
    let kept = try TaskSamples.kept(TaskSamples.assignment())
    var planted: ResultSpool? = try ResultSpool(directory: directory, coordinator: "key", name: "planted")
    try planted?.keep(kept)
    planted = nil
    let folders = FileManager.default.enumerator(atPath: directory)?.allObjects as? [String] ?? []
    let folder = try #require(folders.first { $0.hasSuffix("spool-planted") })
    chown(directory + "/" + folder, 65_534, 65_534)
    #expect(try ResultSpool(directory: directory, coordinator: "key", name: "mine").adopt().isEmpty)
    chown(directory, 65_534, 65_534)
    #expect(throws: WorkerError.self) {
      _ = try ResultSpool(directory: directory, coordinator: "key", name: "mine")
    }
  }
}
