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
    streamed = Set(schema.metrics.filter(\.isStreamed).map(\.name))
  }

  var parameters: Parameters { task.parameters }
  var shouldStop: Bool { channel.shouldStop }

  func report(_ metric: String, _ value: Double, step: Int) {
    guard streamed.contains(metric) else {
      unknownMetric = unknownMetric ?? metric
      return
    }
    channel.report(metric, value, step: step)
  }

  func progress(step: Int) { channel.progress(step: step) }

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
    try channel.save(checkpoint: bytes, step: step)
  }

  func restoreCheckpoint() -> [UInt8]? {
    defer { checkpoint = nil }
    return checkpoint
  }

  func log(_ line: String) { channel.log(line) }
}
