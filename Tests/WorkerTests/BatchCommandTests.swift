import Foundation
import TestSupport
import Testing

@testable import Worker

/// Slurm's commands as they answer, fail, hang and are absent, by scripts in their place.
@Suite(.timeLimit(.minutes(2)))
struct BatchCommandTests {
  private let folder: TemporaryDirectory
  private let job = SlurmJob(name: "77_3")

  init() throws { folder = try TemporaryDirectory() }

  /// A program in a shell's words, and its path.
  private func program(_ name: String, _ body: String) throws -> String {
    try folder.writeScript("#!/bin/sh\n\(body)\n", to: name)
  }

  private func slurm(squeue: String, scontrol: String = "exit 9", patience: Double = 30) throws
    -> SlurmCommands
  {
    var commands = SlurmCommands()
    commands.squeue = try program("squeue", squeue)
    commands.scontrol = try program("scontrol", scontrol)
    commands.patience = patience
    return commands
  }

  private func problem<T>(_ result: Result<T, BatchCommand.Failure>) -> String? {
    if case .failure(let failure) = result { failure.description } else { nil }
  }

  @Test func `squeue is asked for this job alone`() throws {
    let commands = try slurm(
      squeue: #"[ "$*" = "--noheader --jobs=77_3 --format=%T %L" ] && echo RUNNING 1:00"#)
    #expect(try commands.timeLeft(of: job).get() == SlurmTimeLeft(line: "RUNNING 1:00"))
  }

  @Test func `a squeue that fails, prints nonsense or is absent gives a reason`() throws {
    #expect(
      problem(try slurm(squeue: "echo no controller >&2; exit 1").timeLeft(of: job))
        == "squeue ended with exit code 1: no controller")
    #expect(problem(try slurm(squeue: "kill -9 $$").timeLeft(of: job))?.contains("SIGKILL") == true)
    #expect(problem(try slurm(squeue: "echo hello").timeLeft(of: job))?.contains("said `hello") == true)
    #expect(problem(try slurm(squeue: "head -c 3000000 /dev/zero").timeLeft(of: job)) != nil)
    var commands = SlurmCommands()
    commands.squeue = folder.path("nowhere")
    #expect(problem(commands.timeLeft(of: job))?.hasPrefix("there is no nowhere here") == true)
  }

  @Test(arguments: ["sleep 600", "exec >&- 2>&-; sleep 600", "trap '' TERM INT; sleep 600 & wait"])
  func `a squeue that hangs is ended with what it has started`(body: String) throws {
    let commands = try slurm(squeue: "echo $$ > '\(folder.path)/pid'; \(body)", patience: 1)
    #expect(problem(commands.timeLeft(of: job)) == "squeue did not answer within 1 s")
    let text = try folder.read("pid")
    let group = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    // The last of the group may still be dying.
    while kill(-group, 0) == 0 { sched_yield() }
    #expect(errno == ESRCH)
  }

  @Test func `a job is queued again by its own name, and the SIGTERM that follows ends nothing`() throws {
    let commands = try slurm(
      squeue: "echo RUNNING 1:00", scontrol: #"kill -TERM $$; echo "$*" > '\#(folder.path)/asked'"#)
    #expect(try commands.requeue(job).get() == "job 77_3 is queued again")
    #expect(try folder.read("asked") == "requeue 77_3\n")
  }

  @Test(arguments: ["COMPLETING", "CANCELLED", "PREEMPTED"])
  func `a job that is being ended already is left alone`(state: String) throws {
    let commands = try slurm(squeue: "echo \(state) 1:00", scontrol: "touch '\(folder.path)/asked'")
    #expect(try commands.requeue(job).get().contains("is not queued again"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("asked")))
  }

  @Test func `a refused requeue says what Slurm said`() throws {
    let commands = try slurm(
      squeue: "echo RUNNING 1:00", scontrol: "echo Access/permission denied >&2; exit 1")
    #expect(problem(commands.requeue(job)) == "scontrol ended with exit code 1: Access/permission denied")
  }
}
