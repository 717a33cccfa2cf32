internal import Allocation
internal import Foundation
internal import SweepModel
internal import Worker

/// Slurm, by its commands.
struct SlurmBatchSystem: BatchSystem {
  /// The script that every job runs.
  let script: String
  /// Looked up in PATH where they have no slash.
  var sbatch = "sbatch"
  var squeue = "squeue"
  var scancel = "scancel"
  /// Seconds that one of them may take.
  var patience = 20.0

  /// Names of users are words; the number is what Slurm takes where there is no name.
  private var user: String { "\(geteuid())" }

  func submit(_ key: String, excluding nodes: [String]) -> SubmitOutcome {
    let exclusion = nodes.isEmpty ? [] : ["--exclude=\(nodes.joined(separator: ","))"]
    let words = [sbatch, "--parsable", "--job-name=\(key)"] + exclusion + [script]
    switch BatchCommand.run(words, within: patience) {
    case .success(let output):
      // A number, behind which there may be `;` and a cluster.
      let number = output.split(whereSeparator: \.isNewline).last.map { $0.prefix { $0 != ";" } } ?? ""
      guard (1...12).contains(number.utf8.count), number.allSatisfy({ $0.isASCII && $0.isNumber }) else {
        return .unknown(
          output.isEmpty
            ? "sbatch ended with 0 and printed nothing"
            : "sbatch printed `\(PlainText.line(output.prefix(100).trimmingCharacters(in: .newlines)))`; expected a job's number"
        )
      }
      return .submitted(job: String(number))
    case .failure(let failure):
      let text = failure.description
      // Slurm may have taken the job although its answer did not arrive; and where it is away, that is no failure of a
      // job's, from which on one would wait longer and longer.
      let said = text.lowercased()
      guard failure.isRefusal, !said.contains("timed out"), !said.contains("unable to contact") else {
        return .unknown(text)
      }
      return .refused(text, isHopeless: SlurmBatchSystem.isHopeless(refusal: text))
    }
  }

  func jobs(named prefix: String) -> Result<[BatchJob], BatchProblem> {
    let words = [
      squeue, "--noheader", "--states=all", "--user=\(user)", "--format=%j|%i|%T|%r|%N",
    ]
    switch BatchCommand.run(words, within: patience) {
    case .failure(let failure): return .failure(BatchProblem(description: failure.description))
    case .success(let output):
      guard output.utf8.count < BatchCommand.limit else {
        return .failure(
          BatchProblem(description: "squeue printed more than \(ByteCount.format(BatchCommand.limit))"))
      }
      var jobs: [BatchJob] = []
      for line in output.split(whereSeparator: \.isNewline) where line.hasPrefix(prefix) {
        guard let job = SlurmJobLine.read(line) else {
          return .failure(
            BatchProblem(
              description:
                "squeue printed `\(PlainText.line(String(line.prefix(200))))`; expected name, number, state, reason "
                + "and nodes"))
        }
        jobs.append(job)
      }
      return .success(jobs)
    }
  }

  func cancelWaiting(_ jobs: [String]) -> BatchProblem? {
    let numbers = jobs.filter { job in
      !job.isEmpty && job.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "_") }
    }
    guard !numbers.isEmpty else { return nil }
    switch BatchCommand.run([scancel, "--state=PENDING"] + numbers, within: patience) {
    case .success: return nil
    case .failure(let failure): return BatchProblem(description: failure.description)
    }
  }

  /// What Slurm says of the script before anything is submitted.
  func test() -> Result<Void, BatchCommand.Failure> {
    BatchCommand.run([sbatch, "--test-only", script], within: patience).map { _ in }
  }

  /// Whether sbatch would say the same of the next job: what is invalid stays so.
  static func isHopeless(refusal: String) -> Bool {
    let text = refusal.lowercased()
    return ["invalid", "unrecognized option", "is not available", "not permitted", "unable to open file"]
      .contains {
        text.contains($0)
      }
  }
}

/// A line of `squeue --format='%j|%i|%T|%r|%N'`.
enum SlurmJobLine {
  private static let waiting: Set<String> = [
    "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "SPECIAL_EXIT",
  ]
  private static let ended: Set<String> = [
    "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
    "REVOKED", "TIMEOUT",
  ]
  private static let hopeless: Set<String> = [
    "AccountNotAllowed", "BadConstraints", "PartitionNodeLimit", "PartitionTimeLimit", "QOSNotAllowed",
  ]

  static func read(_ line: Substring) -> BatchJob? {
    let words = line.split(separator: "|", omittingEmptySubsequences: false)
    guard words.count == 5, !words[1].isEmpty, !words[2].isEmpty else { return nil }
    let state = String(words[2])
    let reason = words[3] == "None" ? "" : String(words[3])
    let phase: BatchJob.Phase =
      waiting.contains(state)
      ? .waiting : ended.contains(state) ? .ended : state == "COMPLETING" ? .ending : .running
    return BatchJob(
      key: String(words[0]), job: String(words[1]), phase: phase,
      reason: phase == .ended ? (reason.isEmpty ? state : "\(state): \(reason)") : reason,
      node: String(words[4]), isHopeless: phase == .waiting && isHopeless(reason))
  }

  /// Whether a job that waits for this reason waits for ever.
  static func isHopeless(_ reason: String) -> Bool {
    hopeless.contains(reason) || reason.hasPrefix("Invalid") || reason.contains("PerJob")
  }
}
