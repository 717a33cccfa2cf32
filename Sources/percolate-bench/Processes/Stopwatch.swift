internal import Platform

/// Wall time since it was made.
struct Stopwatch {
  private let start = MonotonicClock.seconds

  /// Seconds so far.
  var seconds: Double { MonotonicClock.seconds - start }
}
