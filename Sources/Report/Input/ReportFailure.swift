package import SweepModel

extension ReportInput {
  /// A task that did not succeed, with what is known of each attempt.
  package struct Failure: Sendable {
    /// One attempt of the task.
    package struct Attempt: Sendable {
      package var number: Int
      package var outcome: AttemptOutcome
      /// "exit status 3", "signal 11 (SIGSEGV)"; empty where the outcome says it all.
      package var reason: String
      /// Host name of the worker.
      package var worker: String
      /// The last lines that the slot process wrote.
      package var logLines: [String]

      package init(
        number: Int, outcome: AttemptOutcome, reason: String = "", worker: String = "",
        logLines: [String] = []
      ) {
        self.number = number
        self.outcome = outcome
        self.reason = reason
        self.worker = worker
        self.logLines = logLines
      }
    }

    /// The task's short id.
    package var task: String
    /// The parameters that vary, as `sigma=0.3 lambda=0.5`.
    package var parameters: String
    package var replicate: Int
    package var attempts: [Attempt]

    package init(task: String, parameters: String, replicate: Int, attempts: [Attempt]) {
      self.task = task
      self.parameters = parameters
      self.replicate = replicate
      self.attempts = attempts
    }
  }
}
