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
        ending(line.result, rule, comparisons: comparison.lines.count),
      ]
    }
    let first = each.count
    html += Markup.table(head: head, rows: rows, numeric: [first + 1, first + 3, first + 4, first + 5])
    if comparison.lines.count > limit {
      html += "<p class=\"note\">The first \(limit) of \(comparison.lines.count) comparisons.</p>\n"
    }
    let tally = RefinementTally(comparison.lines.map(\.result.verdict), question: .comparison)
    html += "<p>\(Markup.escape(tally.sentence)).</p>\n"
    html += missing(comparison, labels)
    html += "<p class=\"note\">\(Markup.escape(method(rule, count: comparison.lines.count)))</p>\n"
    if let spending = comparison.spending { html += SpendingText.html(spending, comparison.bought) }
    return html + "</section>\n"
  }

  /// Points over which nothing is averaged, and values that are not compared, with the reasons.
  private static func missing(_ comparison: ReportComparison, _ labels: Labels) -> String {
    func place(_ coordinates: [PlannedTask.Coordinate]) -> String {
      coordinates.map { labels.parameter($0.axis).equation($0.value) }.joined(separator: ", ")
    }
    let rule = comparison.rule
    var sentences = comparison.lines.flatMap { line in
      line.omissions.map { omission in
        (line.coordinates.isEmpty ? "" : place(line.coordinates) + ", ") + omission.sentence(rule, labels)
      }
    }
    var html = ""
    if !sentences.isEmpty {
      let isAll = comparison.lines.allSatisfy { $0.omissions.count < $0.series.count }
      html +=
        "<p class=\"note\">Left out, since their tasks fail"
        + (isAll ? "; the differences are over the other points" : "") + ": " + list(sentences) + "</p>\n"
    }
    let axis = labels.parameter(rule.axis)
    sentences = comparison.unpaired.map { group in
      let lacking = [(rule.first, group.hasFirst), (rule.second, group.hasSecond)].filter { !$0.1 }
      return place(group.coordinates) + ": "
        + (lacking.isEmpty
          ? "no point with one value has the other"
          : "no point has " + lacking.map { axis.equation($0.0) }.joined(separator: " or "))
    }
    if !sentences.isEmpty { html += "<p class=\"note\">Not compared: \(list(sentences))</p>\n" }
    return html
  }

  private static func list(_ sentences: [String]) -> String {
    Markup.escape(sentences.prefix(limit).joined(separator: "; "))
      + (sentences.count > limit ? "; and \(sentences.count - limit) more." : ".")
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
    case .outOfRange, .tooLarge: "cannot be told"
    case nil: "not finished"
    }
  }

  private static func interval(_ result: DifferenceResult) -> String {
    guard let lower = result.lower, let upper = result.upper else { return "–" }
    return "\(NumberText.short(lower)) and \(NumberText.short(upper))"
  }

  private static func ending(
    _ result: DifferenceResult, _ rule: Comparison, comparisons: Int
  ) -> String {
    switch result.ending {
    case .replicates
    where result.lower == nil && rule.assumption == .normal
      && result.pairs >= rule.leastPairs(comparisons: comparisons):
      "\(rule.replicates) replicates were not enough: the differences are too skewed to be taken for normal; statistic: median "
        + "assumes nothing"
    case .above, .below: "the interval leaves out 0"
    case .tolerance: "the interval holds 0 and is no wider than ±\(NumberText.short(rule.tolerance))"
    case .replicates: "\(rule.replicates) replicates were not enough"
    case .noPairs: "no replicate has both values"
    case .tooLarge: "a difference is larger than any number; give \(rule.metric) another unit"
    case .outOfRange:
      "a difference is larger than the range of \(rule.metric) allows; correct the range that its experiment declares, or set "
        + "assume: normal"
    case .budget: "the budget is spent"
    case nil: "–"
    }
  }

  private static func method(_ rule: Comparison, count: Int) -> String {
    var text =
      "Differences are between replicates of one number, which share their random numbers; replicates of which a task "
      + "failed are left out. With a probability of at least \(NumberText.percent(1 - rule.error)) % "
      + (count == 1 ? "the interval holds" : "all \(count) intervals hold")
      + " the \(rule.statistic.rawValue) difference at every look, however often it is looked and whenever it is stopped (error rate "
      + "\(NumberText.percent(rule.error, digits: 3)) %"
    text += count > 1 ? ", shared out equally): " : "): "
    switch rule.assumption {
    case .bounded(let range):
      text +=
        "by bets against the mean (Waudby-Smith and Ramdas 2024), which assume nothing but that the metric lies in "
        + "\(NumberText.short(range.lowerBound)) to \(NumberText.short(range.upperBound))."
    case .normal:
      text +=
        "by a mixture of t likelihoods (Lai 1976; Wang and Ramdas 2025), which assumes normally distributed differences, and "
        + "waits and widens where they are skewed."
    case .nothing:
      text +=
        "by bets on how many differences lie above it (Robbins 1970; Howard and Ramdas 2022), which assume nothing."
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
