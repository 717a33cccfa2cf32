/// How far a sweep's queue was searched for a task that is short enough.
///
/// Without it each dispatch would pass over the same thousands of long tasks again. Predictions change with every
/// result, so it is good for a second only; and taking tasks from the end, or at ``index``, leaves it true.
struct QueueSearch: Sendable {
  /// What lies here and behind needs more than ``seconds``.
  var index: Int
  var seconds: Double
  /// When it is no longer to be relied on.
  var until: Double

  /// Where to begin for a task that needs `limit` seconds at most, in a queue of so many.
  static func start(_ search: QueueSearch?, limit: Double, count: Int, now: Double) -> Int {
    guard let search, limit <= search.seconds, now < search.until else { return count }
    return min(search.index, count)
  }
}
