internal import Analysis
internal import Foundation
internal import Spec
internal import SweepModel

/// The cells of a heat map: every place on the x axis by every row, the same in all panels.
struct HeatMapGrid {
  /// Places on the x axis of all panels, rising.
  let xs: [Double]
  let xLabels: [String]
  /// Rows of all panels, rising.
  let rows: [ParameterValue?]
  let rowLabels: [String]
  /// The axis that colours follow.
  let scale: AxisScale
  /// One for each panel: the points by row and place.
  private let panels: [[ParameterValue?: [Double: CurvePoint]]]

  /// - Parameter range: where the colours begin and end; nil for where the values do.
  init(_ curve: Curve, range: ClosedRange<Double>?) {
    var places: Set<Double> = []
    panels = curve.panels.map { panel in
      var rows: [ParameterValue?: [Double: CurvePoint]] = [:]
      for row in panel.series {
        for point in row.points {
          places.insert(point.x)
          rows[row.key, default: [:]][point.x] = point
        }
      }
      return rows
    }
    xs = places.sorted()
    xLabels = curve.xTexts(xs)
    // Metrics stand as they are listed, from the top; parameters rise from the bottom.
    rows =
      curve.definition.showsSeveralMetrics
      ? curve.definition.metrics.reversed().map { .text($0) } : FigureSeries(curve).keys
    rowLabels = rows.map { curve.text(ofLine: $0) }
    let values = curve.drawn.compactMap(\.value)
    var scale = AxisScale(
      values, isLogarithmic: curve.definition.yScale == .log, padding: 0, fromZero: true)
    // Shares are compared on the whole range that they can have.
    if let range {
      (scale.low, scale.high) = (range.lowerBound, range.upperBound)
    } else if case .wilson = curve.interval, !scale.isLogarithmic {
      (scale.low, scale.high) = (0, 1)
    }
    self.scale = scale
  }

  /// The smallest difference that the cells' numbers show: a hundredth of the colours' range or less, a power of
  /// ten. 0 on a logarithmic scale, where every digit may matter.
  var finest: Double {
    let range = scale.high - scale.low
    guard !scale.isLogarithmic, range.isNormal, range > 0 else { return 0 }
    let power = pow(10, floor(log10(range / 100) + 1e-9))
    return power.isNormal ? power : 0
  }

  /// Nil where no task was planned.
  func point(panel: Int, row: Int, column: Int) -> CurvePoint? {
    guard panels.indices.contains(panel), rows.indices.contains(row), xs.indices.contains(column) else {
      return nil
    }
    return panels[panel][rows[row]]?[xs[column]]
  }

  /// All points that have a value.
  var filled: [CurvePoint] {
    panels.flatMap { $0.values.flatMap(\.values) }.filter { $0.value != nil }
  }

  /// Some cell is drawn hatched.
  var hasEmpty: Bool {
    filled.count < panels.count * rows.count * xs.count || filled.contains { isOffScale($0) }
  }

  /// Some cell is made of fewer values than planned.
  var hasIncomplete: Bool { filled.contains { $0.census.missing > 0 } }

  /// A logarithmic scale has no colour for zero.
  func isOffScale(_ point: CurvePoint) -> Bool { point.value.map { scale.share($0) == nil } ?? true }
}
