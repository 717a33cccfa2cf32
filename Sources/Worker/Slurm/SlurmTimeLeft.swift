/// What `squeue -o '%T %L'` says of one job: its state, and the time that it has left.
package struct SlurmTimeLeft: Equatable, Sendable {
  package enum Left: Equatable, Sendable {
    case seconds(Double)
    case unlimited
  }

  /// "RUNNING", "COMPLETING", "PENDING".
  package var state: String
  package var left: Left

  /// Nil for anything else than one line of that form, and for a job whose time Slurm does not know (NOT_SET,
  /// INVALID).
  package init?(line text: String) {
    let lines = text.split(whereSeparator: \.isNewline)
    guard lines.count == 1, let line = lines.first else { return nil }
    let words = line.split(separator: " ")
    guard words.count == 2, words[0].utf8.count <= 40,
      words[0].utf8.allSatisfy({
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_")
      }),
      let left = SlurmTimeLeft.left(words[1])
    else { return nil }
    state = String(words[0])
    self.left = left
  }

  /// `days-hours:minutes:seconds`, from the left without what is zero: `9:58`, `1:00:00`, `2-00:00:00`.
  private static func left(_ word: Substring) -> Left? {
    if word == "UNLIMITED" { return .unlimited }
    let parts = word.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count <= 2, let clock = parts.last else { return nil }
    let days = parts.count == 2 ? number(parts[0]) : 0
    let fields = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard let days, (parts.count == 2 ? 1...3 : 2...3).contains(fields.count) else { return nil }
    var seconds = 0.0
    for field in fields {
      guard let value = number(field) else { return nil }
      seconds = seconds * 60 + value
    }
    // Behind days the clock begins with hours, however short it is.
    if parts.count == 2 { for _ in fields.count..<3 { seconds *= 60 } }
    return .seconds(days * 86_400 + seconds)
  }

  private static func number(_ text: Substring) -> Double? {
    guard (1...9).contains(text.utf8.count),
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Double(text)
  }
}
