internal import Foundation
internal import Transport

/// Tasks that compute nothing, through a coordinator and two one-slot workers that are already connected.
struct EmptyTasks {
  /// What the tasks are.
  struct Work {
    var tasks: Int
    /// Bytes of the artifact that each leaves; 0 for none.
    var payload = 0
    /// Microseconds that a flush of the coordinator's disk takes on top of its own; 0 for the disk as it is.
    var flushMicroseconds = 0
    /// Connections without a key meanwhile.
    var strangers = 0
    /// Whether peers with valid keys attack meanwhile.
    var isAttacked = false
    /// Processors that this process takes meanwhile for nothing.
    var load = 0.0
  }

  /// Tasks a second, from the start of `submit` until a process that was started after `wait` had ended has read
  /// all results from the disk and found each to be the recorded one.
  let rate: Double
  /// Tasks a second from the start of `submit` to the end of `wait`: while strangers and hostile peers are there.
  let rateOfWorkers: Double
  /// Processors that this process took meanwhile, on average: what strangers and hostile peers themselves take from the
  /// machine.
  let ownProcessors: Double
  /// Processor milliseconds of the coordinator for each task, from the start of `submit` to the end of `wait`.
  let processorMilliseconds: Double
  /// MiB, the most that the coordinator ever had resident.
  let peakResident: Double
  /// How many messages hostile peers have sent meanwhile, by their keys.
  let attacks: [AccessFile.Role: Int]

  /// Runs a sweep of so many tasks in a new data directory.
  static func run(_ setting: BenchSetting, _ work: Work) throws -> EmptyTasks {
    let cluster = try LocalCluster(setting, name: "empty", flushMicroseconds: work.flushMicroseconds)
    let spec = try ProbeSpec.write(tasks: work.tasks, payload: work.payload, to: cluster.data)
    try cluster.startWorkers(2)
    let strangers = work.strangers > 0 ? try Strangers(work.strangers, to: cluster.port) : nil
    defer { strangers?.stop() }
    let hostile = work.isAttacked ? try HostilePeers(in: cluster.data) : nil
    let load = work.load > 0 ? ProcessorLoad(processors: work.load) : nil
    let before = try cluster.coordinatorUsage()
    let ownBefore = try ProcessUsage(of: getpid())
    let watch = Stopwatch()
    try cluster.client(["submit", spec])
    try cluster.client(["wait", "--limit", "30m"])
    let waited = watch.seconds
    let after = try cluster.coordinatorUsage()
    let own = try ProcessUsage(of: getpid()).processorSeconds - ownBefore.processorSeconds
    // They attack the workers' rate, not the check of what is on disk.
    let attacks = try hostile?.stop() ?? [:]
    load?.stop()
    let found = try cluster.readResults()
    let seconds = watch.seconds
    guard found == work.tasks else {
      throw BenchError("`wait` said that all \(work.tasks) tasks are done; \(found) results are on disk")
    }
    try cluster.stop()
    return EmptyTasks(
      rate: Double(work.tasks) / seconds, rateOfWorkers: Double(work.tasks) / waited,
      ownProcessors: own / waited,
      processorMilliseconds: (after.processorSeconds - before.processorSeconds) * 1000 / Double(work.tasks),
      peakResident: after.peakResident, attacks: attacks)
  }
}
