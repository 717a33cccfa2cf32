internal import Analysis
internal import Spec
internal import SweepModel

/// Lines of metrics along an axis.
struct LineFigure: CurveFigure {
  let curve: Curve

  /// Where the lines cross their level, how they grow, or what their shares are.
  var headline: String? {
    let lines = curve.panels.flatMap(\.series)
    let (x, y) = (curve.labels.x, curve.labels.y)
    if let level = definition.crossing {
      let crossings = lines.compactMap { $0.crossing?.x }.sorted()
      let known = lines.filter { $0.crossing.map { $0.outcome != .noData } ?? false }.count
      guard let first = crossings.first, let last = crossings.last else {
        guard known > 0 else { return nil }
        let hidden = lines.compactMap(\.crossing).filter(\.isThere).count
        if hidden > 0 {
          let which = known == 1 ? "" : " on \(hidden) of \(known) lines"
          return
            "\(y.text) crosses \(NumberText.short(level)) next to a point that the axes cannot show\(which)."
        }
        return "\(y.text) does not cross \(NumberText.short(level)) on any of \(known) lines."
      }
      let low = NumberText.short(first, digits: 3)
      let high = NumberText.short(last, digits: 3)
      let place = x.quantity(low == high ? low : "\(low) to \(high)")
      let which = known == 1 ? "" : " on \(crossings.count) of \(known) lines"
      return "\(y.text) crosses \(NumberText.short(level)) at \(x.text) = \(place)\(which)."
    }
    let slopes = lines.compactMap(\.fit)
    guard let only = slopes.first else { return shareSentence }
    if slopes.count == 1 {
      let ends = FitText.interval(only)
      return
        "\(y.text) grows as \(x.text) to the power \(NumberText.short(only.slope, digits: 3))\(ends)."
    }
    let values = slopes.map(\.slope).sorted()
    guard let low = values.first, let high = values.last else { return nil }
    return "\(y.text) grows as \(x.text) to powers from \(NumberText.short(low, digits: 3)) "
      + "to \(NumberText.short(high, digits: 3)) on \(slopes.count) lines."
  }

  /// The least and the most of shares, each with its interval; nil for other curves.
  private var shareSentence: String? {
    guard case .wilson = curve.interval, !definition.showsSeveralMetrics else { return nil }
    let points = curve.drawn
    guard let least = points.min(by: { ($0.value ?? 0) < ($1.value ?? 0) }),
      let most = points.max(by: { ($0.value ?? 0) < ($1.value ?? 0) })
    else { return nil }
    func text(_ point: CurvePoint) -> String {
      let numbers = [point.value, point.lower, point.upper].map {
        HeatMapText.number($0 ?? 0, finest: 0.01)
      }
      return "\(numbers[0]) (\(numbers[1]) to \(numbers[2]))"
    }
    let y = curve.labels.y.text
    let along = "along \(curve.labels.x.text)"
    if least.value == most.value { return "\(y) is \(text(most)) everywhere \(along)." }
    return "\(y) is \(text(least)) to \(text(most)) \(along)."
  }
}
