package import Spec
package import SweepModel

/// What a refined sweep found, one row a series.
package struct CrossingTable: Sendable {
  private let name: String
  private let rule: Refinement
  private let series: [SweepRefinement.Series]
  /// The other axes, in the order in which series have them.
  private let axes: [String]

  /// - Returns: nil for a sweep that is not refined.
  package init?(_ sweep: Sweep, _ state: SweepRefinement) {
    guard let rule = sweep.refinement else { return nil }
    name = sweep.name
    self.rule = rule
    series = state.series
    var axes: [String] = []
    for coordinate in series.flatMap(\.coordinates) where !axes.contains(coordinate.axis) {
      axes.append(coordinate.axis)
    }
    self.axes = axes
  }

  package var csv: String {
    CSVText.table(
      header: ["sweep"] + axes + [
        "metric", "level", "along", "outcome", "estimate", "lower", "upper", "direction", "crossings",
        "ending", "points", "tasks", "verdict",
      ],
      rows: series.map { line in
        let place = Self.place(line.result)
        func text(_ number: Double?) -> String { number.map { NumberText.exact($0) } ?? "" }
        return [name] + axes.map { line[$0]?.description ?? "" } + [
          rule.metric, NumberText.exact(rule.level), rule.along, Self.outcome(line.result),
          text(place?.estimate), text(place?.lower), text(place?.upper), place?.direction ?? "",
          place.map { String($0.count) } ?? "", line.result.ending?.rawValue ?? "",
          String(line.result.points), String(line.result.tasks), line.result.verdict.rawValue,
        ]
      })
  }

  package var json: String {
    let rows = series.map { line in
      let place = Self.place(line.result)
      return JSONText.object([
        ("series", .named(line.coordinates.map { ($0.axis, .parameter($0.value)) })),
        ("outcome", .text(Self.outcome(line.result))), ("estimate", .optional(place?.estimate)),
        ("lower", .optional(place?.lower)), ("upper", .optional(place?.upper)),
        ("direction", .optional(place?.direction)),
        ("crossings", place.map { .integer($0.count) } ?? .null),
        ("ending", .optional(line.result.ending?.rawValue)), ("points", .integer(line.result.points)),
        ("tasks", .integer(line.result.tasks)), ("verdict", .text(line.result.verdict.rawValue)),
      ])
    }
    return JSONText.object([
      ("version", .integer(1)), ("sweep", .text(name)), ("metric", .text(rule.metric)),
      ("level", .number(rule.level)), ("along", .text(rule.along)), ("crossings", .list(rows)),
    ]).description + "\n"
  }

  private static func outcome(_ result: RefinementResult) -> String {
    switch result.outcome {
    case .noData: "no-data"
    case .undecided: "undecided"
    case .below: "below"
    case .above: "above"
    case .between: "crossed"
    }
  }

  private static func place(
    _ result: RefinementResult
  ) -> (estimate: Double, lower: Double, upper: Double, direction: String, count: Int)? {
    guard case .between(let lower, let upper, let estimate, let rising, let count) = result.outcome else {
      return nil
    }
    return (estimate, lower, upper, rising ? "rising" : "falling", count)
  }
}

extension SweepRefinement.Series {
  /// The value on one of the other axes; nil where the series does not have it.
  package subscript(axis: String) -> ParameterValue? { coordinates.first { $0.axis == axis }?.value }

  /// The values on the other axes as people read them: "σ = 0.3 px, threshold = 0.05".
  package func text(_ labels: Labels) -> String {
    coordinates.map { labels.parameter($0.axis).equation($0.value) }.joined(separator: ", ")
  }
}
