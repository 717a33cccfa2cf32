package import Spec
internal import SweepModel

/// What a sweep compared and found, one row a comparison.
package struct ComparisonTable: Sendable {
  private let name: String
  private let state: SweepComparison
  private let axes: [String]

  package init(_ sweep: Sweep, _ state: SweepComparison) {
    name = sweep.name
    self.state = state
    axes = state.lines.first?.coordinates.map(\.axis) ?? []
  }

  package var csv: String {
    let rule = state.rule
    func text(_ number: Double?) -> String { number.map { NumberText.exact($0) } ?? "" }
    return CSVText.table(
      header: ["sweep"] + axes + [
        "metric", "axis", "first", "second", "difference", "lower", "upper", "pairs", "planned", "points",
        "ending",
        "verdict", "error", "assumption", "statistic", "left-out",
      ],
      rows: state.lines.map { line in
        [name] + axes.map { axis in line.coordinates.first { $0.axis == axis }?.value.description ?? "" } + [
          rule.metric, rule.axis, rule.first.description, rule.second.description, text(line.result.estimate),
          text(line.result.lower), text(line.result.upper), String(line.result.pairs),
          String(line.result.planned),
          String(line.result.points), line.result.ending?.rawValue ?? "", line.result.verdict.rawValue,
          NumberText.exact(rule.error), rule.assumption.word, rule.statistic.rawValue,
          line.omissions.map { $0.sentence(rule, Labels()) }.joined(separator: "; "),
        ]
      })
  }

  package var json: String {
    let rule = state.rule
    let rows = state.lines.map { line in
      JSONText.object([
        ("series", .named(line.coordinates.map { ($0.axis, .parameter($0.value)) })),
        ("difference", .optional(line.result.estimate)), ("lower", .optional(line.result.lower)),
        ("upper", .optional(line.result.upper)), ("pairs", .integer(line.result.pairs)),
        ("planned", .integer(line.result.planned)), ("points", .integer(line.result.points)),
        ("ending", .optional(line.result.ending?.rawValue)), ("verdict", .text(line.result.verdict.rawValue)),
        (
          "left_out",
          .list(
            line.omissions.map { omission in
              .object([
                ("point", .named(omission.coordinates.map { ($0.axis, .parameter($0.value)) })),
                ("failed", .list(omission.failed.map { .parameter($0) })),
                ("replicates", .integer(omission.planned)),
              ])
            })
        ),
      ])
    }
    return JSONText.object([
      ("version", .integer(1)), ("sweep", .text(name)), ("metric", .text(rule.metric)),
      ("axis", .text(rule.axis)),
      ("first", .parameter(rule.first)), ("second", .parameter(rule.second)), ("error", .number(rule.error)),
      ("assumption", .text(rule.assumption.word)), ("statistic", .text(rule.statistic.rawValue)),
      ("comparisons", .list(rows)),
      (
        "not_compared",
        .list(state.unpaired.map { .named($0.coordinates.map { ($0.axis, .parameter($0.value)) }) })
      ),
    ]).description + "\n"
  }
}
