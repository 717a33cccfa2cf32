internal import SweepModel

/// How often a task may break before it is failed.
///
/// The same task gives the same bits, so an experiment that says of a task that it cannot succeed says so again
/// in every attempt: one is enough. A crash, a time-out, a stall and a lack of memory may be the machine's, and
/// get as many attempts as the spec allows.
enum RetryRule {
  /// The breaks at which the task is failed.
  ///
  /// - Parameters:
  ///   - limit: `limits.attempts` of the spec.
  ///   - isRepeatable: whether every other attempt would end as this one did.
  static func breaksAllowed(limit: Int, isRepeatable: Bool) -> Int { isRepeatable ? 1 : max(1, limit) }

  /// Whether an outcome that a worker reports comes back in every other attempt.
  static func isRepeatable(_ outcome: AttemptOutcome) -> Bool { outcome == .failed }
}
