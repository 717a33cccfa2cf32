/// The rows of `percolate-bench coordinator`, with what percolate promises for each.
struct CoordinatorRows {
  /// The systems that empty tasks are compared with.
  static let systems = ["ray", "dask"]

  /// One row for each system, or a single one without a peer.
  private var empty: [BenchmarkRow]
  private var small = BenchmarkRow("tasks-1kB-durable", unit: "tasks/s")
  private var slow = BenchmarkRow("tasks-20kB-slow-disk", unit: "tasks/s", target: "at least 1000")
  private var strangers = BenchmarkRow(
    "empty-tasks-beside-strangers", unit: "tasks/s", target: "ratio at least 0.97", peerName: "without them")
  private var strangersThemselves = BenchmarkRow(
    "strangers-themselves", unit: "processors", peerName: "without them")
  private var attacked = BenchmarkRow(
    "empty-tasks-beside-hostile-peers", unit: "tasks/s", target: "ratio at least 0.9",
    peerName: "a silent load as large")
  private var attackedMemory = BenchmarkRow(
    "resident-beside-hostile-peers", unit: "MiB", target: "at most 64 more", peerName: "without them")
  private var attackers = BenchmarkRow(
    "hostile-peers-themselves", unit: "processors", peerName: "the silent load")
  private var programs = BenchmarkRow(
    "program-tasks-durable", unit: "tasks/s", peerName: "GNU parallel, nothing kept")
  private var programCost = BenchmarkRow(
    "program-added-per-task", unit: "ms", target: "below 3", peerName: "the program alone")
  private var metricLines = BenchmarkRow("metric-lines", unit: "lines/s", target: "at least 100000")
  private var processor = BenchmarkRow("coordinator-cpu-per-task", unit: "ms", target: "below 0.1")
  private var submit = BenchmarkRow("submit-1e6", unit: "s", target: "below 20")
  private var status = BenchmarkRow("status-1e6", unit: "ms", target: "below 50")
  private var busyStatus = BenchmarkRow("status-1e6-busy", unit: "ms")
  private var resident = BenchmarkRow("resident-1e6", unit: "MiB", target: "below 1024")
  private var restart = BenchmarkRow("restart-1e6", unit: "s", target: "below 15")
  private var firstTask = BenchmarkRow("run-first-task", unit: "s", target: "below 1")
  private var simulation = BenchmarkRow("percolation-simulation", unit: "s", target: "below 120")

  init(hasPeers: Bool) {
    let names: [String?] = hasPeers ? Self.systems : [nil]
    empty = names.map {
      BenchmarkRow(
        "empty-tasks-durable", unit: "tasks/s", target: "at least 10000, aim 30000", peerName: $0)
    }
  }

  /// Adds a round of percolate's own empty tasks; it counts in the row of every peer.
  mutating func add(_ run: EmptyTasks) {
    for index in empty.indices { empty[index].ours.add(run.rate) }
    processor.ours.add(run.processorMilliseconds)
  }

  /// Adds a round of empty tasks beside so many connections without a key.
  mutating func add(_ run: EmptyTasks, beside crowd: Int) {
    if crowd > 0 {
      strangers.ours.add(run.rateOfWorkers)
      strangersThemselves.ours.add(run.ownProcessors)
    } else {
      strangers.peer.add(run.rateOfWorkers)
      strangersThemselves.peer.add(run.ownProcessors)
    }
  }

  /// Adds a round of empty tasks that peers with valid keys attacked, or one of those beside it.
  mutating func add(_ run: EmptyTasks, isAttacked: Bool) {
    if isAttacked {
      attacked.ours.add(run.rateOfWorkers)
      attackedMemory.ours.add(run.peakResident)
      attackers.ours.add(run.ownProcessors)
    } else {
      attacked.peer.add(run.rateOfWorkers)
      attackedMemory.peer.add(run.peakResident)
      attackers.peer.add(run.ownProcessors)
    }
  }

  /// Adds a round of tasks that each leave an artifact of 1 kB.
  mutating func addSmall(_ run: EmptyTasks) { small.ours.add(run.rate) }

  /// Adds a round of tasks that each leave an artifact of 20 kB on a disk that does 200 flushes a second.
  mutating func addSlow(_ run: EmptyTasks) { slow.ours.add(run.rate) }

  /// Adds a round of programs that end at once.
  ///
  /// - Parameters:
  ///   - rate: programs a second by percolate on two slots.
  ///   - parallel: the same by GNU parallel; nil where it is not installed.
  ///   - alone: the same by two loops that do nothing else.
  mutating func addPrograms(_ rate: Double, parallel: Double?, alone: Double) {
    programs.ours.add(rate)
    if let parallel { programs.peer.add(parallel) }
    // Of two slots each is busy with one program at a time.
    programCost.ours.add(2000 / rate - 2000 / alone)
    programCost.peer.add(2000 / alone)
  }

  /// Adds a round of one task that streams a metric as fast as it can.
  mutating func addMetricLines(_ rate: Double) { metricLines.ours.add(rate) }

  /// Adds a round of a peer's empty tasks.
  mutating func add(_ run: PeerTasks, of system: String) {
    for index in Self.systems.indices where Self.systems[index] == system {
      guard empty.indices.contains(index) else { continue }
      empty[index].peer.add(run.rate)
      empty[index].peerName = run.name
    }
  }

  /// Adds a round of the large sweep.
  mutating func add(_ run: MillionTasks) {
    submit.ours.add(run.submit)
    status.ours.add(run.status)
    busyStatus.ours.add(run.busyStatus)
    resident.ours.add(run.resident)
    restart.ours.add(run.restart)
  }

  /// Adds a round of `percolate run`.
  mutating func add(_ run: SimulationRun) {
    firstTask.ours.add(run.firstTask)
    simulation.ours.add(run.wall)
  }

  /// The rows that have a value.
  var measured: [BenchmarkRow] {
    (empty + [
      strangers, strangersThemselves, attacked, attackedMemory, attackers, small, slow, programs, programCost,
      metricLines, processor, submit,
      status, busyStatus,
      resident,
      restart, firstTask, simulation,
    ])
    .filter { $0.ours.median != nil }
  }
}
