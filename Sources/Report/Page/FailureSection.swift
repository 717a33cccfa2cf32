internal import SweepModel

/// The tasks that failed, with the reason and last words of each attempt.
enum FailureSection {
  private static let limit = 100
  /// A slot keeps its last hundred lines; so does the page.
  private static let lineLimit = 100

  static func html(_ input: ReportInput) -> String {
    guard !input.failures.isEmpty else { return "" }
    var html = "<section>\n<h2>Failures</h2>\n" + summary(input.failures)
    for failure in input.failures.prefix(limit) {
      let last = failure.attempts.last.map { attempt in
        attempt.reason.isEmpty ? attempt.outcome.rawValue : "\(attempt.outcome.rawValue): \(attempt.reason)"
      }
      html += "<details><summary><code>\(Markup.escape(failure.task))</code> "
      html += Markup.escape("\(failure.parameters), replicate \(failure.replicate)")
      if let last { html += " <span class=\"why\">\(Markup.escape(last))</span>" }
      html += "</summary>\n"
      for attempt in failure.attempts { html += self.attempt(attempt) }
      if failure.attempts.isEmpty { html += "<p class=\"note\">No attempt was recorded.</p>" }
      html += "</details>\n"
    }
    if input.failures.count > limit {
      html += "<p class=\"note\">The first \(limit) of \(input.failures.count) failures; "
      html += "<code>percolate tasks --filter failed</code> lists all.</p>\n"
    }
    return html + "</section>\n"
  }

  /// How the last attempts ended, most frequent first.
  private static func summary(_ failures: [ReportInput.Failure]) -> String {
    var counts: [String: Int] = [:]
    for failure in failures { counts[failure.attempts.last?.outcome.rawValue ?? "unknown", default: 0] += 1 }
    let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return "<p>" + Markup.escape(sorted.map { "\($0.value) \($0.key)" }.joined(separator: ", ")) + ".</p>\n"
  }

  private static func attempt(_ attempt: ReportInput.Failure.Attempt) -> String {
    var words = "Attempt \(attempt.number): \(attempt.outcome.rawValue)"
    if !attempt.reason.isEmpty { words += ", \(attempt.reason)" }
    if !attempt.worker.isEmpty { words += " (on \(attempt.worker))" }
    var html = "<p>\(Markup.escape(words))</p>\n"
    let lines = attempt.logLines.suffix(lineLimit).map { line in
      line.unicodeScalars.count > 2000 ? String(line.unicodeScalars.prefix(2000)) + "…" : line
    }
    if !lines.isEmpty { html += "<pre>\(Markup.escape(lines.joined(separator: "\n")))</pre>\n" }
    return html
  }
}
