import SweepModel

/// A task's context that keeps everything in memory.
final class RecordingContext: TaskContext {
  var parameters: Parameters { task.parameters }
  let task: TaskDefinition
  let threads = 1
  var memoryLimit: Int?
  /// Answers `shouldStop` once this many steps were reported; nil never stops.
  var stopAfter: Int?
  var shouldStop: Bool { stopAfter.map { steps.count >= $0 } ?? false }

  struct Report: Equatable {
    var metric: String
    var value: Double
    var step: Int
  }

  private(set) var reports: [Report] = []
  /// Every step that was reported or passed, in order.
  private(set) var steps: [Int] = []
  private(set) var artifacts: [String: [UInt8]] = [:]
  private(set) var lines: [String] = []
  var checkpoint: [UInt8]?
  private(set) var stopTracker: StopTracker?

  init(
    _ experiment: any Experiment, _ given: Parameters = [:], seed: Int = 1, replicate: Int = 0,
    stop: StopRule? = nil
  ) {
    stopTracker = stop.map { StopTracker($0) }
    let schema = experiment.schema
    task = TaskDefinition(
      experiment: schema.name, version: schema.version,
      parameters: schema.defaults.merging(given) { _, new in new }, seed: seed, replicate: replicate,
      stop: stop)
  }

  func report(_ metric: String, _ value: Double, step: Int) {
    stopTracker?.take(metric, value, step: step)
    reports.append(Report(metric: metric, value: value, step: step))
    steps.append(step)
  }

  func progress(step: Int) { steps.append(step) }
  func save(artifact name: String, mediaType: String, _ bytes: [UInt8]) { artifacts[name] = bytes }
  func save(checkpoint bytes: [UInt8], step: Int) { checkpoint = bytes }
  func restoreCheckpoint() -> [UInt8]? { checkpoint }
  func log(_ line: String) { lines.append(line) }
}
