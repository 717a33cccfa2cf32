internal import SweepModel

/// Slurm's commands, as a job may give them about itself.
package struct SlurmCommands: Sendable {
  /// Looked up in PATH where they have no slash.
  package var squeue = "squeue"
  package var scontrol = "scontrol"
  /// Seconds that one of them may take. A busy slurmctld answers late, a dead one never.
  package var patience = 10.0
  /// Seconds between questions for the time that is left. An administrator may change it, rarely, and every question
  /// of every worker costs the same slurmctld.
  package var interval = 300.0

  package init() {}

  /// What Slurm says of the job now, or a sentence why it says nothing of use.
  package func timeLeft(of job: SlurmJob) -> Result<SlurmTimeLeft, BatchCommand.Failure> {
    BatchCommand.run([squeue, "--noheader", "--jobs=\(job.name)", "--format=%T %L"], within: patience).flatMap
    {
      guard let found = SlurmTimeLeft(line: $0) else {
        return .failure(
          .init("squeue said `\(PlainText.line(String($0.prefix(100))))`; expected a state and the time left")
        )
      }
      return .success(found)
    }
  }

  /// Queues the job again, which ends its processes. Not where it is being ended already: whoever cancelled it wants
  /// it gone, and Slurm itself requeues what it preempts.
  ///
  /// - Returns: what was done, as a sentence for the log; a failure with what to do about it.
  package func requeue(_ job: SlurmJob) -> Result<String, BatchCommand.Failure> {
    timeLeft(of: job).flatMap { found in
      guard found.state == "RUNNING" else {
        return .success("Slurm is ending job \(job.name) already (\(found.state)); it is not queued again")
      }
      return BatchCommand.run([scontrol, "requeue", job.name], within: patience).map { _ in
        "job \(job.name) is queued again"
      }
    }
  }

  /// Seconds between Slurm's SIGTERM and its SIGKILL; nil where no Slurm answers here.
  package func killWait() -> Double? {
    guard case .success(let text) = BatchCommand.run([scontrol, "show", "config"], within: patience) else {
      return nil
    }
    return SlurmCommands.killWait(in: text)
  }

  /// Reads the line `KillWait                = 30 sec`.
  package static func killWait(in text: String) -> Double? {
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ")
      guard words.count >= 3, words[0] == "KillWait", words[1] == "=", let seconds = Double(words[2]),
        seconds.isFinite, seconds > 0
      else { continue }
      return seconds
    }
    return nil
  }
}
