internal import Messages
internal import SweepModel
internal import Transport

/// A running task's view of its slot: everything it says goes up the pipe.
final class SlotContext: TaskContext {
  let task: TaskDefinition
  let threads: Int
  let memoryLimit: Int?
  let bundle: ProgramBundle?
  let devices: [String]?
  private(set) var artifacts = ArtifactSet()
  /// The first use of a metric that the schema does not know; it fails the task once it ends.
  private(set) var unknownMetric: String?
  private(set) var stopTracker: StopTracker?
  /// The last step that was told of.
  private(set) var lastStep = 0
  /// The first metric at a step beyond the one at which the stop rule was fulfilled; it fails the task once it ends.
  private(set) var overrun: String?
  private let channel: any SlotChannel
  private let schema: ExperimentSchema
  private let streamed: Set<String>
  private var checkpoint: [UInt8]?

  init(
    task: TaskDefinition, schema: ExperimentSchema, threads: Int, memoryLimit: Int? = nil,
    bundle: ProgramBundle? = nil, devices: [String]? = nil, checkpoint: [UInt8]?, channel: any SlotChannel
  ) {
    self.task = task
    self.schema = schema
    self.threads = threads
    self.memoryLimit = memoryLimit
    self.bundle = bundle
    self.devices = devices
    self.checkpoint = checkpoint
    self.channel = channel
    stopTracker = task.stop.map { StopTracker($0) }
    streamed = Set(schema.metrics.filter(\.isStreamed).map(\.name))
  }

  var parameters: Parameters { task.parameters }
  var shouldStop: Bool { channel.shouldStop }

  func report(_ metric: String, _ value: Double, step: Int) {
    guard streamed.contains(metric) else {
      unknownMetric = unknownMetric ?? metric
      return
    }
    lastStep = max(lastStep, step)
    if let end = stopTracker?.endedAt, step > end { overrun = overrun ?? metric }
    stopTracker?.take(metric, value, step: step)
    channel.report(metric, value, step: step)
  }

  func progress(step: Int) {
    lastStep = max(lastStep, step)
    channel.progress(step: step)
  }

  func save(artifact name: String, mediaType: String, _ bytes: [UInt8]) throws {
    guard schema.artifacts.contains(where: { $0.name == name }) else {
      throw TaskFailure(
        "the experiment \(schema.name) saved the artifact \(name), which its schema does not list")
    }
    artifacts.insert(TaskResult.Artifact(name: name, mediaType: mediaType, bytes: bytes))
    guard artifacts.byteCount <= TaskResult.artifactLimit else {
      throw TaskFailure(
        "the artifacts of one task are over \(TaskResult.artifactLimit >> 20) MiB together; save smaller ones"
      )
    }
  }

  func save(checkpoint bytes: [UInt8], step: Int) throws {
    guard bytes.count <= CheckpointPieces.sizeLimit else {
      throw TaskFailure(
        "a checkpoint of \(bytes.count) bytes is over \(CheckpointPieces.sizeLimit >> 30) GiB; save a smaller one"
      )
    }
    lastStep = max(lastStep, step)
    let whole = stopTracker.map { StopTrailer.appended($0, to: bytes) } ?? bytes
    try channel.save(checkpoint: whole, step: step)
  }

  func restoreCheckpoint() -> [UInt8]? {
    defer { checkpoint = nil }
    guard let rule = task.stop, let bytes = checkpoint else { return checkpoint }
    guard let (content, tracker) = StopTrailer.removed(from: bytes, rule) else {
      log("the checkpoint does not say what the stop rule had seen; starting from the first step")
      return nil
    }
    stopTracker = tracker
    return content
  }

  /// What a result says of the task's end beside the experiment's own metrics; empty for a task without a stop rule.
  var stopMetrics: [String: Double] {
    guard let stopTracker else { return [:] }
    return [
      ExperimentSchema.endStep: Double(stopTracker.endedAt ?? lastStep),
      ExperimentSchema.endedEarly: stopTracker.endedAt == nil ? 0 : 1,
    ]
  }

  func log(_ line: String) { channel.log(line) }
}
