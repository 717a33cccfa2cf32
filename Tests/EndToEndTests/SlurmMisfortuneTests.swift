import Foundation
import Glibc
import TestSupport
import Testing

/// What happens to Slurm itself, and to its nodes, while workers are asked for.
extension SlurmTests {
  @Test func `a preempted job of an allocator is one that waits again, and a second allocator is refused`()
    throws
  {
    let site = try Allocating()
    try site.start(["--max", "1"])
    try site.cluster.submit(SlurmTests.spec(tasks: 1, seconds: 8))
    let isThere = try site.cluster.awaitStatus { _ in
      try site.cluster.run("tasks", "last", "--filter", "running", "--json").json()["tasks"].list.contains {
        $0["step"].int ?? 0 > 25
      }
    }
    #expect(isThere, "\(site.log)")
    let second = try Command.run(
      site.arguments(["--max", "5"], partition: "main"), environment: site.slurm.environment)
    #expect(second.ending == .code(2) || second.ending == .code(3), "\(second.ending)")
    #expect(second.errors.contains("allocator"), "\(second.errors)")
    #expect(try site.jobs().count == 1)
    let job = try #require(try site.jobs().first?.split(separator: "|")[1])
    let node = try #require(try site.slurm.job(String(job)).firstMatch(of: /BatchHost=(n[0-9])/)?.1)
    try site.slurm.run(
      "sbatch", "--partition=urgent", "--nodelist=\(node)", "--output=/dev/null", "--wrap=true")
    try site.awaitQueue { $0["jobs"][0]["requeues"].int == 1 && $0["jobs"][0]["state"].text == "queued" }
    #expect(try site.queue()["jobs"].list.count == 1, "none is submitted beside one that comes back")
    try site.slurm.restart(String(job))
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    #expect(try site.outcomes() == ["handed-back"])
    #expect(try site.cluster.results() == SlurmTests.undisturbed(tasks: 1, seconds: 8))
    try site.finish()
  }

  @Test func `a controller that goes away and comes back costs nothing, and no job counts as over`() throws {
    let site = try Allocating()
    try site.start()
    try site.cluster.submit(SlurmTests.spec(tasks: 1, seconds: 12))
    try site.awaitQueue { $0["jobs"].list.contains { $0["state"].text == "working" } }
    try site.slurm.order(.stop)
    do {
      // More work, for which Slurm would be asked.
      try site.cluster.submit(
        SlurmTests.spec(tasks: 3, seconds: 2).replacing("name: disturbed", with: "name: second"))
      try site.awaitQueue { $0["summary"].text?.contains("Unable to contact slurm controller") == true }
      #expect(site.log.contains("was submitted is not known, lists will tell"), "\(site.log)")
      let states = try site.queue()["jobs"].list.map { $0["state"].text }
      #expect(states.contains("working") && !states.contains("ended"), "\(states)")
      try site.slurm.order(.start)
    } catch {
      // The cluster is shared.
      try site.slurm.order(.start)
      throw error
    }
    #expect(try site.cluster.wait() == .code(0), "\(site.log)")
    #expect(try site.outcomes() == [])
    let jobs = try site.queue()["jobs"].list
    #expect(jobs.allSatisfy { $0["outcome"].text != "failed" }, "\(jobs)")
    #expect(jobs.count <= 3, "\(jobs)")
    try site.finish()
  }

  @Test func `nodes whose clocks are minutes apart do the same work with the same results`() throws {
    let clock = ProgramUnderTest.shiftedClock("$shift")
    let site = try Site(
      SlurmTests.spec(tasks: 6, seconds: 2), tasks: 6, seconds: 2,
      options: [
        "--setup", "shift=$PWD/shift-$SLURM_ARRAY_TASK_ID",
        // Munge takes no credentials from clocks that are more than five minutes away.
        "--setup", "case $SLURM_ARRAY_TASK_ID in 1) echo 200 ;; *) echo -200 ;; esac >\"$shift\"",
        "--setup", "export LD_PRELOAD=\(clock["LD_PRELOAD"] ?? "") SHIFTED_CLOCK_FILE=\"$shift\"",
        "--time", "10m",
      ])
    let array = try site.submit("--array=1-2")
    #expect(try site.cluster.wait() == .code(0), "\(site.cluster.log)")
    #expect(try site.lostAttempts() == [])
    for job in ["\(array)_1", "\(array)_2"] {
      try site.slurm.awaitJob(job) { $0.contains("JobState=COMPLETED") && $0.contains("ExitCode=0:0") }
    }
    // Their logs have times of their own nodes.
    let folder = site.cluster.directory.path("percolate-logs")
    let times = try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { name in
      let log = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      return log.firstMatch(of: #/([0-9-]+T[0-9:]+)\+0000/#).flatMap {
        ISO8601DateFormatter().date(from: $0.1 + "Z")
      }
    }
    #expect(times.count == 2)
    #expect(abs(times[0].timeIntervalSince(times[1])) > 300, "\(times)")
    #expect(try site.cluster.results() == SlurmTests.undisturbed(tasks: 6, seconds: 2))
    #expect(try site.cluster.stop())
  }
}
