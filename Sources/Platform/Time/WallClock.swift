internal import Foundation

/// The clock that tells dates: for what people read and what is kept, never for how long something takes, see
/// ``MonotonicClock``.
package enum WallClock {
  /// Seconds since 1970, in UTC.
  package static var unixSeconds: Double { MonotonicClock.read(CLOCK_REALTIME) }

  /// Now, as `2026-08-14T12:00:00Z`.
  package static var text: String { text(unixSeconds) }

  /// A date, as `2026-08-14T12:00:00Z`.
  package static func text(_ unixSeconds: Double) -> String {
    Date(timeIntervalSince1970: unixSeconds).formatted(.iso8601)
  }

  /// A date with its milliseconds, as `2026-08-14T12:00:00.250Z`.
  package static func fineText(_ unixSeconds: Double) -> String {
    Date(timeIntervalSince1970: unixSeconds).formatted(
      Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
