/// How long a queue waits after jobs that were of no use.
package enum BackOff {
  /// Seconds after the first, second, third and every further failure in a row.
  private static let waits = [15.0, 60, 300, 900]

  /// - Parameter failures: in a row; 0 waits not at all.
  package static func seconds(after failures: Int) -> Double {
    failures <= 0 ? 0 : waits[min(failures, waits.count) - 1]
  }
}
