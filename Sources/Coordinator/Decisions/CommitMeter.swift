internal import Messages

/// How long the journal's transactions took, and how large it has become.
struct CommitMeter: Equatable {
  /// Seconds up to which transactions are counted together: a flush takes 0.1 ms on a good disk and seconds on a bad one.
  private static let bounds = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  private var counts = [Int](repeating: 0, count: CommitMeter.bounds.count)
  private var count = 0
  private var seconds = 0.0
  /// Bytes of the journal and its log after the newest transaction.
  var journalBytes = 0

  /// A transaction is on disk after so many seconds.
  mutating func committed(seconds: Double) {
    count += 1
    self.seconds += seconds
    guard let index = CommitMeter.bounds.firstIndex(where: { seconds <= $0 }) else { return }
    counts[index] += 1
  }

  var durations: OperationDocument.Durations {
    var sum = 0
    return .init(
      count: count, seconds: seconds,
      buckets: zip(CommitMeter.bounds, counts).map { bound, count in
        sum += count
        return .init(seconds: bound, count: sum)
      })
  }
}
