import Foundation

/// Empty tasks through a coordinator and two one-slot workers that are already connected.
struct EmptyTasks {
  /// Tasks a second, from the start of `submit` to the end of `wait`: reading and checking the spec, two
  /// short client processes and the flush of the last result are all inside.
  let rate: Double
  /// Processor milliseconds of the coordinator for each task, over the same time, submission included.
  let processorMilliseconds: Double

  /// Runs a sweep of so many tasks in a new data directory.
  static func run(_ setting: BenchSetting, tasks: Int) throws -> EmptyTasks {
    let cluster = try LocalCluster(setting, name: "empty")
    let spec = try ProbeSpec.write(tasks: tasks, to: cluster.data)
    try cluster.startWorkers(2)
    let before = try cluster.coordinatorUsage()
    let watch = Stopwatch()
    try cluster.client(["submit", spec])
    // Exit code 0 says that every task is done, so every result was flushed to the disk.
    try cluster.client(["wait", "--limit", "30m"])
    let seconds = watch.seconds
    let after = try cluster.coordinatorUsage()
    try cluster.stop()
    return EmptyTasks(
      rate: Double(tasks) / seconds,
      processorMilliseconds: (after.processorSeconds - before.processorSeconds) * 1000 / Double(tasks))
  }
}
