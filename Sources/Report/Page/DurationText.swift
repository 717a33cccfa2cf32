internal import Analysis

/// Lengths of time as people say them.
package enum DurationText {
  /// "0.42 s", "3 min 20 s", "2 h 05 min".
  package static func of(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "unknown" }
    if seconds < 0.1 { return "\(NumberText.short(seconds * 1000, digits: 2)) ms" }
    if seconds < 60 { return "\(NumberText.short(seconds, digits: 3)) s" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    let minutes = whole / 60 % 60
    return "\(whole / 3600) h \(minutes < 10 ? "0" : "")\(minutes) min"
  }
}
