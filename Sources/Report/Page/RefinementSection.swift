internal import Analysis
internal import Spec
package import SweepModel

/// Where a refined sweep's metric crosses its level, and which points were placed to find out.
package enum RefinementSection {
  private static let limit = 1000
  private static let boundaryLimit = 24

  static func html(_ input: ReportInput) -> String {
    input.refinement.map { html($0, input.labels) } ?? ""
  }

  /// - Parameter labels: what people read for parameters and metrics.
  package static func html(_ refinement: ReportRefinement, _ labels: Labels) -> String {
    let rule = refinement.rule
    let level = NumberText.short(rule.level)
    let (metric, along) = (labels.metric(rule.metric), labels.parameter(rule.along))
    var html = "<section>\n<h2>Where \(Markup.escape(metric.text)) crosses \(level)</h2>\n"
    let hasSeries = refinement.series.contains { !$0.coordinates.isEmpty }
    let head = (hasSeries ? ["series"] : []) + [along.title, "between", "", "points", "tasks"]
    let rows = refinement.series.map { line in
      (hasSeries ? [line.text(labels)] : [])
        + [
          place(line.result, level), interval(line.result), ending(line.result, rule),
          "\(line.result.points)", "\(line.result.tasks)",
        ]
    }
    let first = hasSeries ? 1 : 0
    html += Markup.table(head: head, rows: rows, numeric: [first + 3, first + 4])
    let tally = RefinementTally(refinement.series.map(\.result.verdict))
    html += "<p>\(Markup.escape(tally.sentence)).</p>\n"
    let tasks = refinement.series.reduce(0) { $0 + $1.result.tasks }
    html +=
      "<p class=\"note\">Each crossing lies between two points whose means are clearly on different sides "
    html += "of \(level), by an error of at most 1.25 % each; nothing but a monotone mean is assumed between "
    html += "them. In figures it is the bar on the level. Wanted: ±\(rule.tolerance). "
    let both = rule.across.map { along.text + " and " + labels.parameter($0).text } ?? along.text
    html +=
      "\(tasks) tasks; the grid of all values of \(Markup.escape(both)) has \(refinement.gridTasks) with the fewest replicates.</p>\n"
    if let spending = refinement.spending { html += SpendingText.html(spending, refinement.bought) }
    for figure in refinement.boundaries.prefix(boundaryLimit) {
      html +=
        "<figure>\n" + figure.render()
        + "<figcaption>\(Markup.escape(figure.caption))</figcaption>\n</figure>\n"
    }
    return html + additions(refinement, along, hasSeries: hasSeries) + "</section>\n"
  }

  private static func additions(
    _ refinement: ReportRefinement, _ along: Label, hasSeries: Bool
  ) -> String {
    guard !refinement.additions.isEmpty else { return "" }
    let shown = refinement.additions.prefix(limit)
    let rows = shown.map { addition in
      ["\(addition.round)"] + (hasSeries ? [addition.series] : []) + [
        addition.x.description, replicates(addition.replicates), addition.reason,
      ]
    }
    let head = ["round"] + (hasSeries ? ["series"] : []) + [along.title, "replicates", "why"]
    var html = "<details><summary>"
    html +=
      shown.count < refinement.additions.count
      ? "The first \(shown.count) of \(refinement.additions.count)" : "All \(shown.count)"
    html += " points and replicates in the order in which they were added</summary>\n"
    return html + Markup.table(head: head, rows: rows, numeric: [0]) + "</details>\n"
  }

  private static func replicates(_ range: ClosedRange<Int>) -> String {
    range.lowerBound == range.upperBound
      ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }

  private static func place(_ result: RefinementResult, _ level: String) -> String {
    switch result.outcome {
    case .noData: return "no data"
    case .undecided: return "too close to \(level) everywhere to tell"
    case .below(let undecided): return "not crossed: below throughout" + except(undecided)
    case .above(let undecided): return "not crossed: above throughout" + except(undecided)
    case .between(_, _, let estimate, let rising, let count):
      return NumberText.short(estimate) + (rising ? "" : " (falling)")
        + (count > 1 ? ", the first of \(count)" : "")
    }
  }

  private static func except(_ undecided: Int) -> String {
    undecided == 0 ? "" : ", except for \(undecided) that cannot be told"
  }

  private static func interval(_ result: RefinementResult) -> String {
    guard let interval = result.interval else { return "–" }
    return "\(NumberText.short(interval.lowerBound)) and \(NumberText.short(interval.upperBound))"
  }

  private static func ending(_ result: RefinementResult, _ rule: Refinement) -> String {
    switch (result.verdict, result.ending) {
    case (.open, _), (_, nil): "not finished"
    case (.known, _): "known as closely as asked for"
    case (.skipped, _): "not looked at: the rows beside it are on one side throughout"
    case (.absent, _): "never crossed"
    case (_, .budget): "the budget is spent"
    case (.unresolved, _): "not decided: \(rule.replicates) replicates were not enough to tell"
    case (.exhausted, .replicates): "wider than asked for: \(rule.replicates) replicates were not enough"
    case (.exhausted, .points): "wider than asked for: \(result.points) points were not enough"
    case (.exhausted, .axis): "wider than asked for: the axis has no value between"
    case (.exhausted, _): "wider than asked for"
    }
  }
}
