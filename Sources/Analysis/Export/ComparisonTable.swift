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
        "verdict", "error", "assumption",
      ],
      rows: state.lines.map { line in
        [name] + axes.map { axis in line.coordinates.first { $0.axis == axis }?.value.description ?? "" } + [
          rule.metric, rule.axis, rule.first.description, rule.second.description, text(line.result.estimate),
          text(line.result.lower), text(line.result.upper), String(line.result.pairs),
          String(line.result.planned),
          String(line.result.points), line.result.ending?.rawValue ?? "", line.result.verdict.rawValue,
          NumberText.exact(rule.error), rule.assumption.word,
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
      ])
    }
    return JSONText.object([
      ("version", .integer(1)), ("sweep", .text(name)), ("metric", .text(rule.metric)),
      ("axis", .text(rule.axis)),
      ("first", .parameter(rule.first)), ("second", .parameter(rule.second)), ("error", .number(rule.error)),
      ("assumption", .text(rule.assumption.word)), ("comparisons", .list(rows)),
    ]).description + "\n"
  }
}
