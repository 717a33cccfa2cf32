import SweepModel
import Synchronization
import TestSupport

@testable import Programs

/// What a task says, kept for a test.
final class Notebook: TaskContext {
  let task: TaskDefinition
  /// Follows what is reported, as a slot does.
  var stopTracker: StopTracker?
  let threads = 1
  var memoryLimit: Int?
  var bundle: ProgramBundle?
  var parameters: Parameters { task.parameters }
  /// Asks to stop once it holds.
  var stopsWhen: (Notebook) -> Bool = { _ in false }
  var shouldStop: Bool { stopsWhen(self) }
  private(set) var rows: [(name: String, value: Double, step: Int)] = []
  private(set) var steps: [Int] = []
  private(set) var artifacts: [String: [UInt8]] = [:]
  private(set) var checkpoints: [[UInt8]] = []
  private(set) var lines: [String] = []
  var restored: [UInt8]?

  init(_ task: TaskDefinition) { self.task = task }

  func report(_ metric: String, _ value: Double, step: Int) {
    stopTracker?.take(metric, value, step: step)
    rows.append((metric, value, step))
  }
  func progress(step: Int) { steps.append(step) }
  func save(artifact name: String, mediaType: String, _ bytes: [UInt8]) { artifacts[name] = bytes }
  func save(checkpoint bytes: [UInt8], step: Int) { checkpoints.append(bytes) }
  func restoreCheckpoint() -> [UInt8]? { restored }
  func log(_ line: String) { lines.append(line) }
}

/// A program for a test: its tasks in this process, the program in its own.
struct Sample {
  static let parameters = [
    ParameterDefinition("rate", .real(0...10), default: .real(1), ""),
    ParameterDefinition("count", .integer(0...10), default: .integer(3), ""),
    ParameterDefinition("word", .text, default: .text("a b"), ""),
  ]
  static let metrics: [ExperimentSchema.Metric] = [
    .init("score", required: true, ""), .init("loss", streamed: true, final: false, ""),
  ]
  static let artifacts: [ExperimentSchema.Artifact] = [.init("note", mediaType: "text/plain", "")]

  let program: TaskProgram
  let task: TaskDefinition
  /// What the worker's environment is.
  var environment: [String: String] = [:]
  /// Whose rights the program has; nil for the test's own.
  var user: ProgramUser?

  init(
    _ command: [String], environment: [String: TaskProgram.Variable] = [:], checkpoints: Bool = false,
    folder: String? = nil,
    parameters: Parameters = ["rate": .real(2), "count": .integer(3), "word": .text("a b")]
  ) throws {
    program = TaskProgram(
      command: try command.map { word throws(CommandWord.Problem) in try CommandWord(word) },
      environment: environment,
      workingDirectory: folder, savesCheckpoints: checkpoints, parameters: Sample.parameters,
      metrics: Sample.metrics, artifacts: Sample.artifacts)
    task = TaskDefinition(
      experiment: "sample", version: 1, parameters: parameters, seed: 5, replicate: 2, program: program)
  }

  /// A shell script, with the private descriptor as 3.
  static func shell(
    _ script: String, environment: [String: TaskProgram.Variable] = [:], checkpoints: Bool = false
  ) throws -> Sample {
    try Sample(
      ["/bin/sh", "-c", script.replacing("{", with: "{{").replacing("}", with: "}}")],
      environment: environment,
      checkpoints: checkpoints)
  }

  var notebook: Notebook { Notebook(task) }

  func run(_ notebook: Notebook) throws -> [String: Double] {
    try ProgramExperiment(program, name: "sample", version: 1, user: user, environment: environment).run(
      notebook)
  }

  func run() throws -> [String: Double] { try run(notebook) }

  /// The sentence with which it ends.
  func failure(_ notebook: Notebook? = nil) -> (outcome: AttemptOutcome?, text: String) {
    do {
      return (.finished, "\(try run(notebook ?? self.notebook))")
    } catch let broke as TaskBroke { return (broke.outcome, broke.description) } catch let failure
      as TaskFailure
    {
      return (.failed, failure.description)
    } catch {
      return (error is TaskInterrupted ? .handedBack : nil, "\(error)")
    }
  }
}
