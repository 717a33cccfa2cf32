internal import Platform

/// When a test stops waiting, by a clock that nobody sets.
package struct Deadline: Sendable {
  private let end: Double

  /// - Parameter seconds: from now.
  package init(within seconds: Double = Patience.seconds) { end = MonotonicClock.seconds + seconds }

  /// Seconds until then; 0 once it is over.
  package var left: Double { max(0, end - MonotonicClock.seconds) }
  package var isOver: Bool { left == 0 }
  /// The same in milliseconds, rounded up so that a wait of so long reaches the end.
  package var milliseconds: Int { Int(min(left, 1e6) * 1000) + 1 }
}
