import Foundation
import Testing

@testable import Worker

/// What Slurm says of a job, and what else a program of that name may say.
struct SlurmTimeLeftTests {
  @Test(
    arguments: [
      ("RUNNING 9:58", 598), ("RUNNING 0:00", 0), ("RUNNING 1:00:00", 3600), ("RUNNING 2-00:00:00", 172_800),
      ("COMPLETING 1-02:03:04\n", 93_784), ("RUNNING 1-02:03", 93_780), ("RUNNING 3-12", 302_400),
      ("RUNNING 365-00:00:00", 31_536_000), ("RUNNING 100:00", 6000),
    ] as [(String, Double)])
  func `the time left is read in every form`(line: String, seconds: Double) {
    #expect(SlurmTimeLeft(line: line)?.left == .seconds(seconds))
  }

  @Test func `a job without a limit has none`() {
    #expect(SlurmTimeLeft(line: "RUNNING UNLIMITED")?.left == .unlimited)
    #expect(SlurmTimeLeft(line: "PREEMPTED 1:00")?.state == "PREEMPTED")
  }

  @Test(
    arguments: [
      "", "\n", "RUNNING", "RUNNING NOT_SET", "RUNNING INVALID", "9:58", "RUNNING 9", "RUNNING -1:00",
      "RUNNING 1:",
      "RUNNING 1-", "RUNNING -", "RUNNING 1:2:3:4", "RUNNING 1-1-1", "RUNNING 99999999999999999999:00",
      "RUNNING 1:00\nRUNNING 2:00", "running 1:00", "slurm_load_jobs error: Invalid job id specified",
      "RUNNING ١:٠٠", "RUNNING 1.5:00", "RUNNING nan",
    ])
  func `what is no time left is none`(line: String) { #expect(SlurmTimeLeft(line: line) == nil) }

  @Test func `a job of an array is called by its place, since the last one's number means them all`() {
    let alone = SlurmJob(environment: ["SLURM_JOB_ID": "77", "SLURM_RESTART_COUNT": "2"])
    #expect(alone == SlurmJob(name: "77", restarts: 2))
    let last = SlurmJob(
      environment: [
        "SLURM_JOB_ID": "77", "SLURM_ARRAY_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": "3",
        "SLURM_JOB_END_TIME": "1700000000",
      ])
    #expect(last == SlurmJob(name: "77_3", endTime: 1_700_000_000))
  }

  @Test(arguments: ["", "1; reboot", "-1", "1 2", "12345678901234", "abc", "--help"])
  func `an environment that is not Slurm's names no job`(id: String) {
    #expect(SlurmJob(environment: ["SLURM_JOB_ID": id]) == nil)
  }

  @Test(arguments: ["nan", "inf", "-5", "0", "soon", "1e300"])
  func `an end that is no time is none`(end: String) {
    let job = SlurmJob(environment: ["SLURM_JOB_ID": "1", "SLURM_JOB_END_TIME": end])
    #expect(job != nil && job?.endTime == nil)
  }

  @Test func `KillWait is read from Slurm's configuration`() {
    #expect(
      SlurmCommands.killWait(in: "JobX = 1\nKillWait                = 30 sec\nKillOnBadExit = 0\n") == 30)
    for text in ["", "KillWait", "KillWait = soon sec", "KillWait = -1 sec", "KillWait = nan sec"] {
      #expect(SlurmCommands.killWait(in: text) == nil)
    }
  }
}
