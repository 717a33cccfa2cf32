/// What a running task may see and do.
public protocol TaskContext: AnyObject {
  /// All of the experiment's parameters, defaults filled in and ranges checked.
  var parameters: Parameters { get }
  var task: TaskDefinition { get }
  /// Threads this task may use; 1 unless the spec asks for more.
  var threads: Int { get }
  /// Bytes that the spec allows the task; nil for no limit.
  var memoryLimit: Int? { get }
  /// GPUs that are this task's alone, by the names that CUDA knows them by; empty where it must see none, and nil where
  /// nobody shares any out.
  var devices: [String]? { get }
  /// The files that the task's program brings, as the coordinator names them; nil where it brings none.
  var bundle: ProgramBundle? { get }
  /// True once the task should save a checkpoint and throw ``TaskInterrupted``.
  var shouldStop: Bool { get }
  /// What the task's stop rule has seen by now; nil for a task without one.
  var stopTracker: StopTracker? { get }

  /// Streams one value of a metric. Also counts as progress, which the stall limit watches.
  func report(_ metric: String, _ value: Double, step: Int)
  /// Says that the task is alive at a step, without a value.
  func progress(step: Int)
  /// Keeps a file, stored by content hash; one of each name per task, the last one wins.
  func save(artifact name: String, mediaType: String, _ bytes: [UInt8]) throws
  /// Replaces the task's checkpoint. A later attempt, perhaps on another worker, starts from it.
  func save(checkpoint bytes: [UInt8], step: Int) throws
  /// The newest checkpoint of this task, or nil at a fresh start. Asked for once: it may be large, and is let
  /// go by then.
  func restoreCheckpoint() throws -> [UInt8]?
  /// A line for the task's log, of which the last 100 are kept when it fails.
  func log(_ line: String)
}

extension TaskContext {
  public var memoryLimit: Int? { nil }
  public var bundle: ProgramBundle? { nil }
  public var devices: [String]? { nil }
  public var stopTracker: StopTracker? { nil }

  /// True once the task's stop rule is fulfilled by what was streamed: the task ends at this step as it would at its
  /// last one, with its final evaluation, files and metrics.
  public var isOver: Bool { stopTracker?.endedAt != nil }

  /// The named random stream of this very task: other tasks have other numbers.
  public func stream(_ name: String) -> RandomStream {
    RandomStream(seed: task.seed, replicate: task.replicate, name: name, task: task.id)
  }

  /// A stream that all tasks of one replicate share on purpose: nested subsets, common random numbers.
  public func sharedStream(_ name: String) -> RandomStream {
    RandomStream(seed: task.seed, replicate: task.replicate, name: name, task: nil)
  }
}
