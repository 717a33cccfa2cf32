internal import Foundation

/// Time on one core as people read it: "40 core-seconds", "35 core-minutes", "312 core-hours".
package enum CoreTime {
  /// Two or three digits, in the unit that suits them.
  package static func format(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e15 else { return "an unknown time" }
    let (number, unit) =
      switch seconds {
      case ..<1: (0.0, "second")
      case ..<120: (seconds, "second")
      case ..<7200: (seconds / 60, "minute")
      default: (seconds / 3600, "hour")
      }
    if number == 0 { return "less than a core-second" }
    let shown = rounded(number)
    return "\(shown) core-\(unit)\(shown == "1" ? "" : "s")"
  }

  /// Two or three digits: more would claim what no prediction knows.
  private static func rounded(_ number: Double) -> String {
    if number < 9.95 {
      let tenths = (number * 10).rounded() / 10
      return tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)"
    }
    let magnitude = pow(10, max(0, floor(log10(number)) - 2))
    let whole = Int(clamping: Int64((number / magnitude).rounded() * magnitude))
    return grouped(whole)
  }

  /// In groups of three digits: 1,234,567.
  private static func grouped(_ number: Int) -> String {
    let digits = Array("\(number.magnitude)")
    let groups = stride(from: digits.count, to: 0, by: -3).map { String(digits[max(0, $0 - 3)..<$0]) }
    return groups.reversed().joined(separator: ",")
  }
}
