/// Durations as people write them: `90s`, `15m`, `2h30m`, `1.5h`, `3d`, `250ms`, `HH:MM:SS`.
public enum DurationText {
  /// What a message says was expected.
  public static let expectation = "a duration such as 90s, 15m, 2h30m or 01:30:00"

  private static let longest = 1e9

  /// Seconds; nil for anything that is no duration, for signs, and beyond 10^9 seconds.
  public static func parseDuration(_ text: String) -> Double? {
    let text = text.trimmed
    guard !text.isEmpty else { return nil }
    let seconds = text.contains(":") ? clock(text) : units(text)
    guard let seconds, seconds.isFinite, seconds >= 0, seconds <= longest else { return nil }
    return seconds
  }

  /// HH:MM:SS or MM:SS.
  private static func clock(_ text: String) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count) else { return nil }
    var seconds = 0.0
    for (index, part) in parts.enumerated() {
      guard let number = DecimalNumber(String(part)), part.first?.isNumber == true else { return nil }
      if index > 0, !(0..<60).contains(number.double) { return nil }
      if index < parts.count - 1, number.integer == nil { return nil }
      seconds = seconds * 60 + number.double
    }
    return seconds
  }

  private static func units(_ text: String) -> Double? {
    let names = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0)]
    var rest = text[...]
    var seconds = 0.0
    var smallest = Double.infinity
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "_") }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count).drop { $0 == " " }
      guard let number = DecimalNumber(String(digits)) else { return nil }
      // A bare number counts seconds, but only alone: 2h30 could be either.
      if unit.isEmpty { return smallest == .infinity && rest.isEmpty ? number.double : nil }
      guard let factor = names.first(where: { $0.0 == unit })?.1, factor < smallest else { return nil }
      smallest = factor
      seconds += number.double * factor
    }
    return seconds
  }

  /// The two largest units that matter: `2h 30m`, `15m`, `1m 30s`, `2.5s`, `12ms`.
  public static func format(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "unknown" }
    if seconds < 0 { return "-" + format(-seconds) }
    if seconds > 1e15 { return "forever" }
    if seconds == 0 { return "0s" }
    if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded()))ms" }
    if seconds < 9.95 {
      let tenths = Int((seconds * 10).rounded())
      return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
    }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole)s" }
    if whole < 3600 { return pair(whole / 60, "m", whole % 60, "s") }
    let minutes = (whole + 30) / 60
    if whole < 86_400 { return pair(minutes / 60, "h", minutes % 60, "m") }
    let hours = (whole + 1800) / 3600
    return pair(hours / 24, "d", hours % 24, "h")
  }

  private static func pair(_ large: Int, _ largeUnit: String, _ small: Int, _ smallUnit: String) -> String {
    small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit) \(small)\(smallUnit)"
  }
}
