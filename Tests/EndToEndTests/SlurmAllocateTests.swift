import Foundation
import TestSupport
import Testing

/// Workers that come as they are needed and go when they are not, whoever dies meanwhile.
extension SlurmTests {
  /// A coordinator, and allocators for it.
  final class Allocating {
    let slurm: SlurmCluster
    let cluster: Cluster
    private(set) var allocator: RunningProcess?
    /// What allocators that are gone have logged.
    private var oldLogs = ""

    init() throws {
      slurm = try SlurmCluster.shared.get()
      cluster = try Cluster()
      try cluster.startCoordinator()
    }

    /// A program of this name that stands before Slurm's own, which is `$real` in its script.
    func stand(before program: String, _ script: String) throws -> String {
      let folder = cluster.directory.path("stand-ins")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = "\(folder)/\(program)"
      try "#!/bin/sh\nreal=/usr/bin/\(program)\n\(script)\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      return folder
    }

    /// Starts an allocator in the cluster's folder.
    func start(_ options: [String] = [], partition: String = "main", before folder: String? = nil) throws {
      oldLogs += allocator?.errors.text ?? ""
      var environment = slurm.environment
      if let folder { environment["PATH"] = folder + ":" + (environment["PATH"] ?? "") }
      allocator = try cluster.start(
        ["-c", "cd '\(cluster.directory.path)' && exec \"$@\"", "sh", ProgramUnderTest.path]
          + arguments(options, partition: partition), program: "/bin/sh", environment: environment)
    }

    func arguments(_ options: [String], partition: String) -> [String] {
      [
        "allocate", "slurm", "short", "--data", cluster.data, "--slots", "1", "--max", "2", "--idle", "2s",
        "--grace", "5s", "--time", "5m",
      ] + options + ["--", "--partition=\(partition)"]
    }

    var log: String { oldLogs + (allocator?.errors.text ?? "") }

    /// Empty where there is no queue yet.
    func queue() throws -> JSONDocument {
      let answer = try cluster.run("allocate", "explain", "short", "--json")
      guard answer.ending == .code(0) else { return try JSONDocument("{}") }
      return try answer.json()["queues"][0]
    }

    func awaitQueue(_ isThere: (JSONDocument) -> Bool) throws {
      var last: JSONDocument?
      let isFound = try Patience.ask {
        let queue = try queue()
        last = queue
        return isThere(queue)
      }
      if !isFound {
        throw GaveUp(
          description: "the queue did not get there: \(String(describing: last)) \(log) \(cluster.log)")
      }
    }

    /// The queue's jobs that Slurm has and that are not over.
    func jobs() throws -> [Substring] {
      try slurm.run("squeue", "--noheader", "--format=%j|%i|%T").split(separator: "\n").filter {
        $0.hasPrefix("percolate-short-")
      }
    }

    /// Gives the queue up, waits for its allocator's end, and stops the rest.
    func finish() throws {
      _ = try cluster.run("allocate", "remove", "short")
      #expect(try allocator?.exit() == .code(0), "\(log)")
      // Those that still ran leave for want of work.
      let areGone = try Patience.ask { try jobs().isEmpty }
      #expect(areGone)
      #expect(try cluster.stop(), "\(log)")
    }

    func outcomes() throws -> [String] {
      try cluster.run("tasks", "last", "--json").json()["tasks"].list.flatMap { row in
        try cluster.run("explain", row["id"].text ?? "", "--json").json()["attempts"].list.compactMap {
          $0["outcome"].text
        }
      }
    }
  }

  @Test
  func `jobs come with tasks and go without, and one whose allocator was killed behind sbatch is adopted`()
    throws
  {
    let site = try Allocating()
    let folder = try site.stand(
      before: "sbatch",
      """
      case " $* " in *" --test-only "*) exec $real "$@" ;; esac
      $real "$@"
      kill -9 $PPID
      """)
    try site.start(["--max", "1"], before: folder)
    try site.cluster.submit(SlurmTests.spec(tasks: 2, seconds: 3))
    _ = try site.allocator?.exit()
    // It is in Slurm, and whoever submitted it has told nobody.
    #expect(try site.jobs().count == 1)
    #expect(try site.queue()["jobs"].list.map { $0["job"].text } == [nil])
    try site.start(["--max", "1"])
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    #expect(!site.log.contains("submitted percolate"), "\(site.log)")
    #expect(try site.outcomes() == [])
    #expect(try site.cluster.results() == SlurmTests.undisturbed(tasks: 2, seconds: 3))
    // Nothing to do: all jobs go by themselves, and are known to be gone.
    try site.awaitQueue { $0["jobs"].list.allSatisfy { $0["state"].text == "ended" } }
    #expect(try site.jobs().isEmpty)
    #expect(try site.queue()["jobs"].list.map { $0["outcome"].text } == ["worked"])
    site.allocator?.send(SIGTERM)
    #expect(try site.allocator?.exit() == .code(130), "\(site.log)")
    try site.start()
    // A second burst brings new ones, and a coordinator that is killed meanwhile loses none of them.
    try site.cluster.submit(
      SlurmTests.spec(tasks: 4, seconds: 4).replacing("name: disturbed", with: "name: second"))
    try site.awaitQueue { $0["jobs"].list.contains { $0["state"].text == "working" } }
    try site.cluster.killCoordinator()
    try site.cluster.startCoordinator()
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    #expect(try site.outcomes() == [])
    #expect(try site.queue()["jobs"].list.count == 3)
    try site.finish()
  }

  @Test func `a requeued job is counted, and its task goes on`() throws {
    let site = try Allocating()
    try site.start(["--max", "1"])
    try site.cluster.submit(SlurmTests.spec(tasks: 1, seconds: 8))
    let isThere = try site.cluster.awaitStatus { _ in
      try site.cluster.run("tasks", "last", "--filter", "running", "--json").json()["tasks"].list.contains {
        $0["step"].int ?? 0 > 25
      }
    }
    #expect(isThere, "\(site.log)")
    let job = try #require(try site.jobs().first?.split(separator: "|")[1])
    try site.slurm.run("scontrol", "requeue", String(job))
    try site.awaitQueue { $0["jobs"][0]["requeues"].int == 1 }
    #expect(try site.queue()["jobs"].list.count == 1)
    try site.slurm.restart(String(job))
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    #expect(try site.outcomes() == ["handed-back"])
    #expect(try site.cluster.results() == SlurmTests.undisturbed(tasks: 1, seconds: 8))
    try site.finish()
  }

  @Test func `what can never run is refused or said, and leaves nothing waiting in Slurm`() throws {
    let site = try Allocating()
    let refused = try Command.run(
      site.arguments([], partition: "nosuch"), environment: site.slurm.environment)
    #expect(refused.ending == .code(2))
    #expect(refused.errors.contains("invalid partition specified"), "\(refused.errors)")
    for (partition, code) in [("nosuch", 2), ("main", 0)] as [(String, Int32)] {
      let dry = try Command.run(
        [
          "allocate", "dry-run", "--data", site.cluster.data, "--slots", "1", "--",
          "--partition=\(partition)",
        ],
        environment: site.slurm.environment)
      #expect(dry.ending == .code(code), "\(dry.errors)")
      #expect(dry.output.contains("#SBATCH --partition=\(partition)\n"))
    }
    #expect(try site.jobs().isEmpty)
    // Slurm takes a time that is more than the partition's, and lets it wait for ever.
    try site.start(["--time", "3h"])
    try site.cluster.submit(SlurmTests.spec(tasks: 2, seconds: 1))
    try site.awaitQueue {
      $0["state"].text == "blocked" && $0["jobs"].list.allSatisfy { $0["state"].text == "ended" }
    }
    #expect(try site.queue()["summary"].text?.contains("the batch system says PartitionTimeLimit") == true)
    let status = try site.cluster.run("status")
    #expect(status.output.contains("allocation short: no jobs; no more are submitted"), "\(status.output)")
    #expect(try site.jobs().isEmpty)
    // With other options the same queue goes on.
    site.allocator?.send(SIGTERM)
    #expect(try site.allocator?.exit() == .code(130))
    try site.start()
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    try site.finish()
  }

  @Test func `an sbatch that prints nothing and a Slurm that is away are waited out`() throws {
    let site = try Allocating()
    let away = site.cluster.directory.path("away")
    _ = try site.stand(
      before: "squeue",
      """
      if [ -e '\(away)' ]; then echo "squeue: error: Unable to contact slurm controller" >&2; exit 1; fi
      exec $real "$@"
      """)
    let folder = try site.stand(
      before: "sbatch",
      """
      case " $* " in *" --test-only "*) exec $real "$@" ;; esac
      $real "$@" >/dev/null
      """)
    try "".write(toFile: away, atomically: true, encoding: .utf8)
    try site.start(["--max", "1"], before: folder)
    try site.cluster.submit(SlurmTests.spec(tasks: 2, seconds: 1))
    try site.awaitQueue { $0["summary"].text?.contains("Unable to contact slurm controller") == true }
    #expect(try site.jobs().isEmpty)
    #expect(try site.queue()["jobs"].list.isEmpty)
    try FileManager.default.removeItem(atPath: away)
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    #expect(site.log.contains("sbatch ended with 0 and printed nothing"), "\(site.log)")
    #expect(try site.queue()["jobs"].list.count == 1)
    try site.finish()
  }
}
