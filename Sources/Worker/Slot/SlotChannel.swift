/// Where a running task's words go: up the pipe in a slot process, into memory when replaying.
protocol SlotChannel: AnyObject {
  /// True once the task should save a checkpoint and stop.
  var shouldStop: Bool { get }
  func report(_ metric: String, _ value: Double, step: Int)
  func progress(step: Int)
  func save(checkpoint bytes: [UInt8], step: Int) throws
  func log(_ line: String)
}
