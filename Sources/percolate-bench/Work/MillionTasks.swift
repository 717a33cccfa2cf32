internal import Foundation

/// One sweep of 10^6 tasks: how long it takes to submit, to ask about and to come back to, and how much
/// memory its coordinator needs.
struct MillionTasks {
  static let count = 1_000_000

  /// Seconds of the `submit` process, which returns once all tasks are on disk.
  var submit = 0.0
  /// Milliseconds of a `status` process, a median, while nothing runs.
  var status = 0.0
  /// The same while two workers are kept busy.
  var busyStatus = 0.0
  /// Seconds from the restart of a coordinator that was killed half-way until `status` has its answer.
  var restart = 0.0
  /// MiB, the most that either coordinator ever had resident, up to the end of the sweep.
  var resident = 0.0

  /// Runs the sweep in a new data directory, to its end.
  static func run(_ setting: BenchSetting) throws -> MillionTasks {
    var result = MillionTasks()
    let cluster = try LocalCluster(setting, name: "million")
    let spec = try ProbeSpec.write(tasks: count, to: cluster.data)
    result.submit = try cluster.client(["submit", spec]).seconds
    result.status = try statusMilliseconds(of: cluster)
    try cluster.startWorkers(2)
    while try cluster.status().done < count / 4 { usleep(50_000) }
    result.busyStatus = try statusMilliseconds(of: cluster)
    while try cluster.status().done < count / 2 { usleep(50_000) }
    let first = try cluster.coordinatorUsage()
    try cluster.killCoordinator()
    let watch = Stopwatch()
    try cluster.startCoordinator()
    try cluster.client(["status", "--timeout", "10m"])
    result.restart = watch.seconds
    try cluster.client(["wait", "--limit", "30m"])
    let done = try cluster.status().done
    guard done == count else { throw BenchError("\(done) of \(count) tasks are done at the end") }
    let second = try cluster.coordinatorUsage()
    result.resident = max(first.peakResident, second.peakResident)
    try cluster.stop()
    return result
  }

  private static func statusMilliseconds(of cluster: LocalCluster) throws -> Double {
    var samples = Samples()
    for _ in 0..<11 { samples.add(try cluster.client(["status"]).seconds * 1000) }
    return samples.median ?? 0
  }
}
