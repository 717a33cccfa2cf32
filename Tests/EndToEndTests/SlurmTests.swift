import Foundation
import TestSupport
import Testing

/// What Slurm does to a job costs no task an attempt and no result: the work is handed back, goes on from its
/// checkpoint, and ends in the same bits as undisturbed.
@Suite(
  .serialized, .timeLimit(.minutes(8)),
  .enabled(if: SlurmCluster.obstacle == nil, "\(SlurmCluster.obstacle ?? "")"))
struct SlurmTests {
  /// Probes that save a checkpoint each second, and that one broken attempt would fail.
  static func spec(tasks: Int, seconds: Int) -> String {
    """
    name: disturbed
    experiment: probe
    parameters: {duration: \(seconds), metrics: 100}
    axes: {index: {from: 1, to: \(tasks), step: 1}}
    limits: {attempts: 1}
    """
  }

  /// The results of that sweep with nobody in its way, by its number of tasks.
  static func undisturbed(tasks: Int, seconds: Int) throws -> Results {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.startWorker(0, slots: tasks)
    try cluster.submit(spec(tasks: tasks, seconds: seconds))
    guard try cluster.wait() == .code(0) else { throw GaveUp(description: "no sweep: \(cluster.log)") }
    let results = try cluster.results()
    _ = try cluster.stop()
    return results
  }

  /// A coordinator with a sweep, and the batch script that `deploy slurm` writes for its workers.
  final class Site {
    let slurm: SlurmCluster
    let cluster: Cluster
    let tasks: Int
    let seconds: Int
    let script: String

    convenience init(tasks: Int, seconds: Int = 5) throws {
      try self.init(SlurmTests.spec(tasks: tasks, seconds: seconds), tasks: tasks, seconds: seconds)
    }

    init(_ spec: String, tasks: Int, seconds: Int, slots: Int = 1, options: [String] = []) throws {
      slurm = try SlurmCluster.shared.get()
      cluster = try Cluster()
      self.tasks = tasks
      self.seconds = seconds
      script = cluster.directory.path("worker.sbatch")
      try cluster.startCoordinator()
      try cluster.submit(spec)
      let answer = try Command.run(
        [
          "deploy", "slurm", "--binary", ProgramUnderTest.path, "--access",
          cluster.data + "/worker.access.json", "--slots", "\(slots)", "--workers", "1", "--time", "2m",
          "--grace", "5s", "--idle", "2s", "--output", script,
        ] + options, environment: slurm.environment)
      guard answer.ending == .code(0) else { throw GaveUp(description: "no script: \(answer.errors)") }
    }

    /// Submits the script, an array of one job.
    func submit(_ options: String...) throws -> String {
      try slurm.submit(script, options, in: cluster.directory.path)
    }

    /// Waits until a task has got so far that it has saved a checkpoint.
    func awaitStep() throws {
      let isThere = try cluster.awaitStatus { _ in
        let rows = try cluster.run("tasks", "last", "--filter", "running", "--json").json()["tasks"].list
        return rows.contains { $0["step"].int ?? 0 > 25 }
      }
      guard isThere else { throw GaveUp(description: "no task got anywhere: \(cluster.log) \(try logs())") }
    }

    /// Waits for the sweep's end, and for the job's: it leaves by itself once there is nothing to do.
    func finish(_ job: String) throws {
      let ending = try cluster.wait()
      guard ending == .code(0) else { throw GaveUp(description: "\(ending): \(cluster.log) \(try logs())") }
      try slurm.awaitJob(job) { $0.contains("JobState=COMPLETED") && $0.contains("ExitCode=0:0") }
    }

    /// As ``finish(_:)``, for a job that comes back as often as it has to.
    func finishWithRestarts(_ job: String) throws {
      var restarted: Set<Substring> = []
      _ = try cluster.awaitStatus { document in
        let state = try slurm.job(job)
        let count = state.firstMatch(of: /Restarts=[0-9]+/)?.output ?? ""
        if state.contains("JobState=PENDING"), !count.hasSuffix("=0"), restarted.insert(count).inserted {
          try slurm.restart(job)
        }
        return document["sweeps"][0]["state"].text == "finished"
      }
      try finish(job)
    }

    /// Every attempt that gave no result.
    func lostAttempts() throws -> [String] {
      try cluster.run("tasks", "last", "--json").json()["tasks"].list.flatMap { row in
        try cluster.run("explain", row["id"].text ?? "", "--json").json()["attempts"].list.compactMap {
          $0["outcome"].text
        }
      }
    }

    /// What the workers have logged.
    func logs() throws -> String {
      let folder = cluster.directory.path + "/percolate-logs"
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      return try names.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }.joined()
    }

    /// Nothing was blamed, something was handed back, all was resumed, and the bits are those of an undisturbed run.
    func check(handedBack: Int) throws {
      let outcomes = try lostAttempts()
      let logs = try logs()
      #expect(Set(outcomes) == ["handed-back"], "\(outcomes) \(logs)")
      #expect(outcomes.count >= handedBack)
      #expect(cluster.log.contains(/attempt [0-9]+ goes on from step [1-9]/), "\(cluster.log)")
      #expect(try cluster.results() == SlurmTests.undisturbed(tasks: tasks, seconds: seconds))
      #expect(try cluster.stop())
    }
  }

  @Test func `scancel ends a worker in order, and it stays away`() throws {
    let site = try Site(tasks: 2)
    let job = try site.submit()
    try site.awaitStep()
    #expect(
      try site.cluster.run("workers", "--json").json()["workers"][0]["job"].text?.hasPrefix(job) == true)
    try site.slurm.run("scancel", job)
    try site.slurm.awaitJob(job) { $0.contains("JobState=CANCELLED") && $0.contains("EndTime=") }
    #expect(try site.cluster.awaitWorkers { $0["workers"].list.isEmpty })
    #expect(try site.cluster.status()["sweeps"][0]["census"]["pending"].int == 2)
    #expect(try site.slurm.job(job).contains("Restarts=0"))
    try site.finish(site.submit())
    try site.check(handedBack: 1)
  }

  /// A job with three of a node's four GPUs, so that what its programs see can be told from what the node has.
  @Test func `programs in a job have a GPU of the job's each`() throws {
    let spec = """
      name: devices
      experiment:
        name: devices
        version: 1
        command: [sh, -c, 'mkdir "$0/$CUDA_VISIBLE_DEVICES" && sleep 0.5 && rmdir "$0/$CUDA_VISIBLE_DEVICES" && echo "{{\\"result\\":{{\\"device\\":$CUDA_VISIBLE_DEVICES}}}}" >&3', FOLDER]
        parameters: {index: {kind: integer, default: 0}}
        metrics: {device: {}}
      axes: {index: {from: 1, to: 9, step: 1}}
      resources: {gpus: 1, memory: 64MiB}
      limits: {attempts: 1}
      """
    let locks = try TemporaryDirectory()
    let site = try Site(
      spec.replacing("FOLDER", with: locks.path), tasks: 9, seconds: 1, slots: 4, options: ["--gpus", "3"])
    let job = try site.submit("--partition=gpus")
    #expect(
      try site.cluster.awaitWorkers { document in
        document["workers"][0]["gpus"].int == 3
      }, "\(site.cluster.log)")
    try site.finish(job)
    let devices = try site.cluster.run("tasks", "last", "--json").json()["tasks"].list.compactMap {
      $0["metrics"]["device"].int
    }
    #expect(devices.count == 9)
    #expect(Set(devices) == [0, 1, 2], "\(devices)")
    #expect(try site.cluster.stop())
  }

  @Test func `scontrol requeue moves a worker again and again`() throws {
    let site = try Site(tasks: 1, seconds: 15)
    let job = try site.submit()
    for _ in 0..<4 {
      try site.awaitStep()
      try site.slurm.run("scontrol", "requeue", job)
      #expect(try site.cluster.awaitStatus { $0["sweeps"][0]["census"]["running"].int == 0 })
      try site.slurm.restart(job)
    }
    try site.finish(job)
    try site.check(handedBack: 4)
  }

  /// Without grace Slurm sends SIGTERM at once; with it, at its end.
  @Test(arguments: ["main", "graced"])
  func `a preempted worker hands its task back, and another run of it goes on`(partition: String) throws {
    // Enough that the end of the grace, which Slurm may be late with, comes before that of the work.
    let site = try Site(tasks: partition == "graced" ? 9 : 3)
    let job = try site.submit("--partition=\(partition)")
    try site.awaitStep()
    let node = try #require(try site.slurm.job(job).firstMatch(of: /BatchHost=(n[0-9])/)?.1)
    try site.slurm.run(
      "sbatch", "--partition=urgent", "--nodelist=\(node)", "--output=/dev/null", "--wrap=true")
    // Grace moves the job's end, and where Slurm looks at time limits before it preempts, that end is a TIMEOUT, after
    // which it brings nothing back. The work must not suffer either way.
    try site.slurm.awaitJob(job) { $0.contains("Restarts=1") || $0.contains("JobState=TIMEOUT") }
    if try site.slurm.job(job).contains("Restarts=1") {
      try site.slurm.restart(job)
      try site.finish(job)
    } else {
      #expect(partition == "graced")
      try site.finish(site.submit("--partition=\(partition)"))
    }
    try site.check(handedBack: 1)
  }

  @Test
  func `an array and a second partition serve one sweep, and a coordinator that is killed loses none of it`()
    throws
  {
    let site = try Site(tasks: 9, seconds: 4)
    let array = try site.submit("--array=1-2")
    let other = try site.submit("--partition=graced")
    #expect(try site.cluster.awaitWorkers { $0["workers"].list.count == 3 })
    try site.awaitStep()
    try site.cluster.killCoordinator()
    try site.cluster.startCoordinator()
    #expect(try site.cluster.wait() == .code(0), "\(site.cluster.log)")
    #expect(try site.lostAttempts() == [])
    for job in ["\(array)_1", "\(array)_2", other] {
      try site.slurm.awaitJob(job) { $0.contains("JobState=COMPLETED") && $0.contains("ExitCode=0:0") }
    }
    #expect(try site.cluster.results() == SlurmTests.undisturbed(tasks: 9, seconds: 4))
    #expect(try site.cluster.stop())
  }

  /// Two jobs at once, since a limit is a minute at least: one that Slurm tells before its end, which it does up to half
  /// a minute early, and one that only knows it from squeue.
  @Test func `at its time limit a worker hands back and has its job queued again`() throws {
    let told = try Site(tasks: 7)
    let untold = try Site(tasks: 13)
    let first = try told.submit("--time=1")
    // The last setting counts: this signal does nothing.
    let second = try untold.submit("--time=1", "--signal=B:CONT@1")
    #expect(
      try untold.cluster.awaitWorkers { document in
        document["workers"][0]["remaining_seconds"].double.map { (0...55).contains($0) } == true
      }, "\(untold.cluster.log)")
    try told.finishWithRestarts(first)
    try untold.finishWithRestarts(second)
    for site in [told, untold] {
      #expect(try site.logs().contains("is queued again"))
      try site.check(handedBack: 1)
    }
    #expect(try told.logs().contains("leaving because it got SIGTERM"))
    #expect(try untold.logs().contains("leaving because its time limit is reached"))
  }
}
