import Foundation
import Glibc
import Messages
import TestSupport
import Testing

@testable import Transport
@testable import Worker

/// A whole worker in a Slurm job, with scripts in the place of Slurm's commands.
@Suite(.timeLimit(.minutes(2)))
struct SlurmWorkerTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// A worker in job 77_3, whose squeue says what is in the file `left`.
  private func start(_ coordinator: ScriptedCoordinator, left: String, requeue: Int? = nil) throws {
    try folder.write(left, to: "left")
    let squeue = try folder.writeScript("#!/bin/sh\ncat '\(folder.path)/left'\n", to: "squeue")
    let scontrol = try folder.writeScript(
      "#!/bin/sh\necho \"$*\" >> '\(folder.path)/asked'\n", to: "scontrol")
    coordinator.startWorker { configuration in
      configuration.job = SlurmJob(name: "77_3")
      configuration.slurm.squeue = squeue
      configuration.slurm.scontrol = scontrol
      configuration.slurm.interval = 0.05
      configuration.requeueLimit = requeue
    }
  }

  @Test
  func `the first hello has the job and its end, and later heartbeats what an administrator made of it`()
    throws
  {
    let coordinator = try ScriptedCoordinator()
    try start(coordinator, left: "RUNNING 10:00\n")
    let hello = try coordinator.nextHello()
    #expect(hello.job == "77_3")
    #expect((500...590).contains(hello.remainingSeconds), "\(hello.remainingSeconds)")
    try coordinator.welcome()
    /// Waits for a heartbeat that says so.
    func hears(_ isSo: (Double) -> Bool) throws {
      while true {
        if case .heartbeat(let beat)? = try coordinator.next(), isSo(beat.remainingSeconds) { return }
      }
    }
    try folder.write("RUNNING 1-00:00:00\n", to: "left")
    try hears { $0 > 86_000 }
    // What says nothing changes nothing, and no limit is one more answer.
    try folder.write("slurm_load_jobs error: Unable to contact slurm controller\n", to: "left")
    try hears { $0 > 86_000 }
    try folder.write("RUNNING UNLIMITED\n", to: "left")
    try hears { $0 == 0 }
    #expect(try coordinator.drain() == 0)
  }

  @Test func `a job whose time is up leaves by itself, and asks for another turn where work is left`() throws
  {
    let coordinator = try ScriptedCoordinator()
    try start(coordinator, left: "RUNNING 10:00\n", requeue: 5)
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    try coordinator.assign([TaskSamples.assignment()])
    _ = try coordinator.nextReport()
    var beat = WireCoordinatorHeartbeat()
    beat.tasksLeft = 3
    try coordinator.send(.heartbeat(beat))
    try folder.write("RUNNING 0:00\n", to: "left")
    while true { if case .goodbye? = try coordinator.next() { break } }
    #expect(coordinator.workersExit() == 0)
    #expect(try folder.read("asked") == "requeue 77_3\n")
  }

  @Test func `a worker that is drained does not come back`() throws {
    let coordinator = try ScriptedCoordinator()
    try start(coordinator, left: "RUNNING 10:00\n", requeue: 5)
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    #expect(try coordinator.drain() == 0)
    #expect(!FileManager.default.fileExists(atPath: folder.path("asked")))
  }
}
