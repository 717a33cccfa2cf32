internal import Analysis
internal import Spec
internal import SweepModel

/// What the bands or bars of a figure are.
enum IntervalText {
  static func sentence(_ curve: Curve) -> String {
    let drawn = curve.asFigure.intervalPlace
    if case .wilson = curve.interval { return "\(drawn): \(name(curve.interval))." }
    if curve.interval == .none {
      return curve.definition.interval == .none
        ? "No intervals." : "No intervals, since those of an extreme value are not valid."
    }
    if curve.replicateRange?.upperBound ?? 0 < 2 { return "No intervals, since they need two replicates." }
    let changed =
      curve.interval == curve.definition.interval ? "" : ", since the declared one \(reason(curve))"
    return "\(drawn): \(name(curve.interval))\(changed)\(limits(curve))."
  }

  static func name(_ interval: CurveDefinition.Interval) -> String {
    switch interval {
    case .t(let level): "\(NumberText.percent(level))% interval (Student's t)"
    case .bootstrap(let level): "\(NumberText.percent(level))% interval (bootstrap)"
    case .wilson(let level): "\(NumberText.percent(level))% interval (Wilson)"
    case .standardError: "one standard error"
    case .none: "no interval"
    }
  }

  /// Where intervals end because values do. A bootstrap's never get there.
  private static func limits(_ curve: Curve) -> String {
    switch curve.interval {
    case .t, .standardError: break
    case .bootstrap, .wilson, .none: return ""
    }
    guard let limits = curve.limits else { return "" }
    let (low, high) = (limits.lowerBound, limits.upperBound)
    var text = ""
    if low.isFinite, high.isFinite {
      text =
        "; ends at \(NumberText.short(low)) and \(NumberText.short(high)), beyond which there are no values"
    } else if low.isFinite {
      text = "; ends at \(NumberText.short(low)), below which there are no values"
    } else if high.isFinite {
      text = "; ends at \(NumberText.short(high)), above which there are no values"
    }
    if curve.area.yIsLogarithmic, curve.drawn.contains(where: { ($0.lower ?? 1) <= 0 }) {
      text += "; one that reaches the lower frame ends at zero"
    }
    return text
  }

  /// Why the declared interval was not computed.
  private static func reason(_ curve: Curve) -> String {
    if case .wilson = curve.definition.interval { return "holds for zeros and ones only" }
    return "holds for a mean only"
  }
}
