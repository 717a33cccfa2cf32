internal import Spec
internal import SweepModel

/// The points of curves as text.
package enum CurveTable {
  package static let header = [
    "curve", "panel", "series", "line", "x", "n", "planned", "missing", "value", "lower", "upper", "mean",
    "median", "min", "max", "standard-error",
  ]

  /// One row a point; `line` says whether it is the curve's own or its overlay's. In the row of a heat map's
  /// cell `series` holds its y, and `value` what is coloured; where several metrics are the lines, `series`
  /// holds the metric. Columns that some kinds have besides follow at the end.
  package static func csv(_ curves: [Curve]) -> String {
    let text = CurveColumns.text
    var rows: [[String]] = []
    let more = CurveColumns.all.filter { columns in
      curves.contains { columns.isFilled($0.definition.kind) }
    }
    for curve in curves {
      forEachLine(of: curve) { panel, series, kind in
        for point in series.points {
          let x = curve.xCategories == nil ? NumberText.exact(point.x) : curve.xText(point.x)
          let row = [
            curve.definition.name, panel.key?.description ?? "", series.key?.description ?? "", kind, x,
            String(point.n), String(point.census.planned), String(point.census.missing), text(point.value),
            text(point.lower), text(point.upper), text(point.mean), text(point.median), text(point.minimum),
            text(point.maximum), text(point.standardError),
          ]
          rows.append(row + more.flatMap { $0.cells(point) })
        }
      }
    }
    return CSVText.table(header: header + more.flatMap(\.header), rows: rows)
  }

  /// `{"version":2,"curves":[...]}` with every line's points, crossing and fit.
  package static func json(_ curves: [Curve]) -> String {
    let items = curves.map { curve in
      var lines: [JSONText] = []
      forEachLine(of: curve) { panel, series, kind in
        lines.append(
          .object(
            [
              ("panel", .optional(panel.key)), ("series", .optional(series.key)), ("line", .text(kind)),
              ("points", .list(series.points.map { self.point($0, curve) })),
              ("crossing", series.crossing.map(crossing) ?? .null), ("fit", series.fit.map(fit) ?? .null),
            ] + (series.distribution?.members ?? [])))
      }
      let crossingFits = curve.panels.compactMap { panel in
        panel.crossingFit.map { JSONText.object([("panel", .optional(panel.key)), ("fit", fit($0))]) }
      }
      return JSONText.object([
        ("name", .text(curve.definition.name)), ("title", .optional(curve.definition.figure.title)),
        ("kind", .text(curve.definition.word)),
        ("x", .text(curve.definition.x)),
        ("y", .text(curve.definition.y)), ("z", .optional(curve.definition.quantities.z?.name)),
        ("labels", labels(curve)),
        ("statistic", .optional(curve.definition.isAggregated ? curve.definition.statistic.rawValue : nil)),
        ("interval", interval(curve.interval)), ("lines", .list(lines)),
        ("crossing_fits", .list(crossingFits)),
      ]).description
    }
    return "{\"version\":2,\"curves\":[\n" + items.joined(separator: ",\n") + "\n]}\n"
  }

  /// What people read for each axis, beside the names: `printed` is what stands in the figure.
  private static func labels(_ curve: Curve) -> JSONText {
    let labels = curve.labels
    let shown: [(String, Label?, String?)] = [
      ("x", labels.x, curve.xTitle),
      ("y", labels.y, labels.z == nil ? curve.valueTitle : curve.yTitle),
      ("z", labels.z, curve.valueTitle), ("series", labels.lines, nil), ("panel", labels.panel, nil),
    ]
    return .object(
      shown.map { key, label, printed in
        guard let label, !label.text.isEmpty else { return (key, .null) }
        return (
          key,
          .object([
            ("name", .text(label.name)), ("symbol", .optional(label.symbol)),
            ("label", .optional(label.words)), ("unit", .text(label.unit)),
            ("printed", .text(printed ?? label.title)),
          ])
        )
      })
  }

  private static func forEachLine(of curve: Curve, _ body: (CurvePanel, CurveSeries, String) -> Void) {
    for panel in curve.panels {
      for series in panel.series { body(panel, series, "own") }
      for series in panel.overlay { body(panel, series, "overlay") }
    }
  }

  private static func point(_ point: CurvePoint, _ curve: Curve) -> JSONText {
    var members: [(String, JSONText)] = [
      ("x", curve.xCategories == nil ? .number(point.x) : .text(curve.xText(point.x))),
      ("n", .integer(point.n)), ("planned", .integer(point.census.planned)),
      ("missing", .integer(point.census.missing)), ("value", .optional(point.value)),
      ("lower", .optional(point.lower)), ("upper", .optional(point.upper)), ("mean", .optional(point.mean)),
      ("median", .optional(point.median)), ("min", .optional(point.minimum)),
      ("max", .optional(point.maximum)), ("standard_error", .optional(point.standardError)),
    ]
    members += point.bin?.members ?? []
    if let step = point.step {
      members += [
        ("step", .integer(step)), ("x_lower", .optional(point.xLower)), ("x_upper", .optional(point.xUpper)),
      ]
    }
    return .object(members)
  }

  private static func crossing(_ crossing: Crossing) -> JSONText {
    let outcome =
      switch crossing.outcome {
      case .noData: "no-data"
      case .notCrossed: "not-crossed"
      case .atOnce: "crossed-at-once"
      case .at: "crossed"
      case .between: "crossed-between"
      }
    var members: [(String, JSONText)] = [
      ("level", .number(crossing.level)), ("outcome", .text(outcome)), ("x", .optional(crossing.x)),
    ]
    var ends = (crossing.lower, crossing.upper)
    switch crossing.outcome {
    case .noData, .notCrossed, .atOnce: break
    case .between(let lower, let upper, let rising, let count):
      members += direction(rising, count)
      ends = (lower, upper)
    case .at(_, let rising, let count): members += direction(rising, count)
    }
    members.append(("confidence", .number(crossing.confidence)))
    // An end outside the range of x is null: JSON has no infinity.
    members.append(("lower", .optional(ends.0)))
    members.append(("upper", .optional(ends.1)))
    members.append(("method", .optional(crossing.method.map(method))))
    return .object(members)
  }

  private static func method(_ method: Crossing.Method) -> String {
    switch method {
    case .replicates: "bootstrap-of-replicates"
    case .points: "bootstrap-of-points"
    case .band: "band"
    case .refined: "refined"
    }
  }

  private static func direction(_ rising: Bool, _ count: Int) -> [(String, JSONText)] {
    [("direction", .text(rising ? "rising" : "falling")), ("count", .integer(count))]
  }

  private static func fit(_ fit: PowerLawFit) -> JSONText {
    .object([
      ("slope", .number(fit.slope)), ("slope_lower", .optional(fit.slopeLower)),
      ("slope_upper", .optional(fit.slopeUpper)), ("confidence", .number(fit.level)),
      ("factor", .number(fit.factor)), ("r_squared", .number(fit.rSquared)), ("n", .integer(fit.n)),
      ("left_out", .integer(fit.leftOut)),
    ])
  }

  private static func interval(_ interval: CurveDefinition.Interval) -> JSONText {
    switch interval {
    case .t(let level): .object([("kind", .text("t")), ("level", .number(level))])
    case .bootstrap(let level): .object([("kind", .text("bootstrap")), ("level", .number(level))])
    case .wilson(let level): .object([("kind", .text("wilson")), ("level", .number(level))])
    case .standardError: .object([("kind", .text("standard-error"))])
    case .none: .null
    }
  }
}
