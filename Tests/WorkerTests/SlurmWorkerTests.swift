import Foundation
import Glibc
import Messages
import Testing

@testable import Transport
@testable import Worker

/// A whole worker in a Slurm job, with scripts in the place of Slurm's commands.
@Suite(.timeLimit(.minutes(2)))
final class SlurmWorkerTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/slurm-\(UUID().uuidString)"

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Puts a text where it is read as a whole or not at all.
  private func write(_ text: String, to name: String, mode: mode_t = 0o600) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name), options: .atomic)
    chmod(folder + "/" + name, mode)
  }

  /// A worker in job 77_3, whose squeue says what is in the file `left`.
  private func start(_ coordinator: ScriptedCoordinator, left: String, requeue: Int? = nil) throws {
    try write(left, to: "left")
    try write("#!/bin/sh\ncat '\(folder)/left'\n", to: "squeue", mode: 0o700)
    try write("#!/bin/sh\necho \"$*\" >> '\(folder)/asked'\n", to: "scontrol", mode: 0o700)
    let folder = folder
    coordinator.startWorker { configuration in
      configuration.job = SlurmJob(name: "77_3")
      configuration.slurm.squeue = folder + "/squeue"
      configuration.slurm.scontrol = folder + "/scontrol"
      configuration.slurm.interval = 0.05
      configuration.requeueLimit = requeue
    }
  }

  @Test
  func `The first hello has the job and its end, and later heartbeats what an administrator made of it`()
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
    try write("RUNNING 1-00:00:00\n", to: "left")
    try hears { $0 > 86_000 }
    // What says nothing changes nothing, and no limit is one more answer.
    try write("slurm_load_jobs error: Unable to contact slurm controller\n", to: "left")
    try hears { $0 > 86_000 }
    try write("RUNNING UNLIMITED\n", to: "left")
    try hears { $0 == 0 }
    #expect(try coordinator.drain() == 0)
  }

  @Test func `A job whose time is up leaves by itself, and asks for another turn where work is left`() throws
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
    try write("RUNNING 0:00\n", to: "left")
    while true { if case .goodbye? = try coordinator.next() { break } }
    #expect(coordinator.workersExit() == 0)
    #expect(try String(contentsOfFile: folder + "/asked", encoding: .utf8) == "requeue 77_3\n")
  }

  @Test func `A worker that is drained does not come back`() throws {
    let coordinator = try ScriptedCoordinator()
    try start(coordinator, left: "RUNNING 10:00\n", requeue: 5)
    _ = try coordinator.nextHello()
    try coordinator.welcome()
    #expect(try coordinator.drain() == 0)
    #expect(!FileManager.default.fileExists(atPath: folder + "/asked"))
  }
}
