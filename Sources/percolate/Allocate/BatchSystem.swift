internal import Allocation

/// What `allocate` needs of a batch system. Another one is added by these three calls, see docs/clusters.md.
protocol BatchSystem {
  /// Submits one job that runs one worker.
  ///
  /// - Parameters:
  ///   - key: the job's name, by which ``jobs()`` tells it from others.
  ///   - nodes: where it should not run.
  func submit(_ key: String, excluding nodes: [String]) -> SubmitOutcome

  /// This user's jobs whose names begin with this.
  ///
  /// - Returns: all that wait, run or are ending, and those that ended lately where it remembers them; or why it does
  ///   not answer. An incomplete list is no answer: what is not in it counts as gone.
  func jobs(named prefix: String) -> Result<[BatchJob], BatchProblem>

  /// Cancels jobs by their numbers, but only those that wait: one that has begun to run stays.
  ///
  /// - Returns: why it could not be asked.
  func cancelWaiting(_ jobs: [String]) -> BatchProblem?
}

/// Why a batch system gave no answer, as a sentence.
struct BatchProblem: Error, CustomStringConvertible {
  let description: String
}
