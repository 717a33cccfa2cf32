internal import Analysis
package import SweepModel

/// When the tasks of a sweep with a stop rule ended, by point.
package enum StopSection {
  private static let limit = 1000

  static func html(_ input: ReportInput) -> String {
    input.stop.map { html($0, input.tasks, input.labels) } ?? ""
  }

  /// One point's tasks.
  private struct Line {
    var point: TaskPoint
    var tasks = 0
    var steps: [Double] = []
    var early = 0
  }

  /// - Parameter labels: what people read for parameters and metrics.
  package static func html(_ rule: StopRule, _ tasks: [TaskRecord], _ labels: Labels) -> String {
    var lines: [Line] = []
    var places: [String: Int] = [:]
    for task in tasks where task.status != .excluded {
      let key = CanonicalJSON.text(of: task.parameters)
      let place = places[key] ?? lines.count
      if place == lines.count {
        places[key] = place
        lines.append(Line(point: task.point))
      }
      lines[place].tasks += 1
      guard task.status == .done, let step = task.finals[ExperimentSchema.endStep] else { continue }
      lines[place].steps.append(step)
      if task.finals[ExperimentSchema.endedEarly] == 1 { lines[place].early += 1 }
    }
    guard let first = lines.first else { return "" }
    let varying = Set(lines.flatMap { $0.point.differences(from: first.point) }).sorted()
    let shown = lines.prefix(limit)
    let rows = shown.map { line in
      let steps = line.steps.sorted()
      return varying.map { line.point[$0]?.description ?? "" } + [
        "\(line.steps.count) of \(line.tasks)", "\(line.early)",
        steps.isEmpty ? "–" : NumberText.short(median(steps)),
        steps.first.map { NumberText.short($0) } ?? "–", steps.last.map { NumberText.short($0) } ?? "–",
      ]
    }
    let head =
      varying.map { labels.parameter($0).title } + [
        "done", "ended early", "median step at the end", "first", "last",
      ]
    let done = lines.reduce(0) { $0 + $1.steps.count }
    let early = lines.reduce(0) { $0 + $1.early }
    var html = "<section>\n<h2>When tasks ended</h2>\n"
    html += "<p>A task ends \(Markup.escape(rule.sentence)). "
    html += "\(early) of \(Plural.of(done, "finished task")) did so before its last step.</p>\n"
    html += Markup.table(head: head, rows: rows, numeric: Set(varying.count..<head.count))
    if shown.count < lines.count {
      html += "<p class=\"note\">The first \(shown.count) of \(lines.count) points.</p>\n"
    }
    return html + "</section>\n"
  }

  private static func median(_ sorted: [Double]) -> Double {
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
