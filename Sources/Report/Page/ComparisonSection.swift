internal import Analysis
internal import Spec
package import SweepModel

/// Which of two values of an axis has the larger metric, and how that was found out.
package enum ComparisonSection {
  private static let limit = 1000

  static func html(_ input: ReportInput) -> String {
    input.comparison.map { html($0, input.labels) } ?? ""
  }

  /// - Parameter labels: what people read for parameters and metrics.
  package static func html(_ comparison: ReportComparison, _ labels: Labels) -> String {
    let rule = comparison.rule
    let (metric, axis) = (labels.metric(rule.metric), labels.parameter(rule.axis))
    let names = (axis.equation(rule.first), axis.equation(rule.second))
    var html = "<section>\n<h2>Whether \(Markup.escape(metric.text)) is larger where "
    html += "\(Markup.escape(names.0)) than where \(Markup.escape(names.1))</h2>\n"
    let each = comparison.lines.first?.coordinates.map(\.axis) ?? []
    let head =
      each.map { labels.parameter($0).title } + [
        "answer", "difference", "between", "pairs", "points", "rounds", "ended by",
      ]
    let rows = comparison.lines.prefix(limit).enumerated().map { index, line in
      each.map { name in line.coordinates.first { $0.axis == name }?.value.description ?? "" } + [
        answer(line.result, rule), line.result.estimate.map { NumberText.short($0) } ?? "–",
        interval(line.result),
        "\(line.result.pairs) of \(line.result.planned)", "\(line.result.points)",
        comparison.rounds.indices.contains(index) ? "\(comparison.rounds[index])" : "0",
        ending(line.result, rule),
      ]
    }
    let first = each.count
    html += Markup.table(head: head, rows: rows, numeric: [first + 1, first + 3, first + 4, first + 5])
    if comparison.lines.count > limit {
      html += "<p class=\"note\">The first \(limit) of \(comparison.lines.count) comparisons.</p>\n"
    }
    let tally = RefinementTally(comparison.lines.map(\.result.verdict), question: .comparison)
    html += "<p>\(Markup.escape(tally.sentence)).</p>\n"
    html += "<p class=\"note\">\(Markup.escape(method(rule, count: comparison.lines.count)))</p>\n"
    if let spending = comparison.spending { html += SpendingText.html(spending, comparison.bought) }
    return html + "</section>\n"
  }

  private static func answer(_ result: DifferenceResult, _ rule: Comparison) -> String {
    switch result.ending {
    case .above: "yes, above"
    case .below: "no, below"
    case .tolerance:
      // All of the interval, not only its width, has to lie within the tolerance for that.
      max(result.upper ?? .infinity, -(result.lower ?? -.infinity)) <= rule.tolerance * (1 + 1e-9)
        ? "no difference beyond the tolerance" : "not told apart"
    case .replicates, .budget: "cannot be told"
    case .noPairs: "no data"
    case .outOfRange: "cannot be told"
    case nil: "not finished"
    }
  }

  private static func interval(_ result: DifferenceResult) -> String {
    guard let lower = result.lower, let upper = result.upper else { return "–" }
    return "\(NumberText.short(lower)) and \(NumberText.short(upper))"
  }

  private static func ending(_ result: DifferenceResult, _ rule: Comparison) -> String {
    switch result.ending {
    case .above, .below: "the interval leaves out 0"
    case .tolerance: "the interval holds 0 and is no wider than ±\(NumberText.short(rule.tolerance))"
    case .replicates: "\(rule.replicates) replicates were not enough"
    case .noPairs: "no replicate has both values"
    case .outOfRange:
      "a difference is larger than the range of \(rule.metric) allows; correct the range that its experiment declares, or set "
        + "assume: normal"
    case .budget: "the budget is spent"
    case nil: "–"
    }
  }

  private static func method(_ rule: Comparison, count: Int) -> String {
    let percent = NumberText.rounded(rule.error * 100, digits: 3)
    var text =
      "Differences are between replicates of one number, which share their random numbers; replicates of which a task "
      + "failed are left out. With a probability of at least \(NumberText.rounded(100 - rule.error * 100, digits: 4)) % "
      + (count == 1 ? "the interval holds" : "all \(count) intervals hold")
      + " the mean difference at every look, however often it is looked and whenever it is stopped (error rate "
      + "\(percent) %"
    text += count > 1 ? ", shared out equally): " : "): "
    switch rule.assumption {
    case .bounded(let range):
      text +=
        "by bets against the mean (Waudby-Smith and Ramdas 2024), which assume nothing but that the metric lies in "
        + "\(NumberText.short(range.lowerBound)) to \(NumberText.short(range.upperBound))."
    case .normal:
      text +=
        "by a mixture of t likelihoods (Lai 1976; Wang and Ramdas 2025), which assumes normally distributed differences."
    }
    return text
  }
}

/// What was bought of a budget.
enum SpendingText {
  static func html(_ spending: Spending, _ bought: Purchase?) -> String {
    "<p class=\"note\">Budget: \(DurationText.of(spending.spent)) of \(DurationText.of(spending.budget)) core time are "
      + "spent by finished tasks, each round on what was the least certain."
      + (bought.map {
        " Beyond the tasks that it started with, \(Plural.of($0.tasks, "task")) of \(DurationText.of($0.seconds)) were "
          + "bought in \(Plural.of($0.rounds, "round"))."
      } ?? "") + "</p>\n"
  }
}
