internal import Analysis
internal import SweepModel

/// Title, the answer in one line, and the census.
enum HeaderSection {
  static func html(_ input: ReportInput) -> String {
    var html = "<header>\n<h1>\(Markup.escape(input.sweepName))</h1>\n"
    if !input.summary.isEmpty { html += "<p class=\"summary\">\(Markup.escape(input.summary))</p>\n" }
    html += "<p class=\"id\">sweep <code>\(Markup.escape(input.sweepID))</code> · experiment "
    html += "\(Markup.escape(input.experiment)) (version \(input.experimentVersion))</p>\n"
    let answers = input.answer.map { [$0] } ?? Headline.sentences(input)
    html += answers.map { "<p class=\"answer\">\(Markup.escape($0))</p>\n" }.joined()
    return html + census(input) + "</header>\n"
  }

  private static func census(_ input: ReportInput) -> String {
    let census = input.census
    let parts = [
      ("done", census.done), ("failed", census.failed), ("cancelled", census.cancelled),
      ("excluded", census.excluded), ("running", census.running), ("pending", census.pending),
    ]
    let sum = parts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    var html = "<div class=\"census\" role=\"img\" aria-label=\"\(census.planned) planned: \(sum)\">"
    for (word, count) in parts where count > 0 {
      html += "<span class=\"\(word)\" style=\"flex-grow:\(count)\"></span>"
    }
    html += "</div>\n<ul class=\"census-words\"><li><b>\(census.planned)</b> planned&nbsp;=</li>"
    for (index, (word, count)) in parts.enumerated() {
      let plus = index + 1 < parts.count ? "&nbsp;+" : ""
      html += "<li><i class=\"\(word)\"></i><b>\(count)</b> \(word)\(plus)</li>"
    }
    html += "</ul>\n"
    if !input.exclusions.isEmpty {
      let rows = input.exclusions.map { ["\($0.count)", $0.reason] }
      html += "<details><summary>\(census.excluded) excluded: why</summary>\n"
      html += Markup.table(head: ["tasks", "because"], rows: rows, numeric: [0]) + "</details>\n"
    }
    return html
  }
}
