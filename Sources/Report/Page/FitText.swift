internal import Analysis

/// Crossings and fits in words.
enum FitText {
  /// ` (95% interval 1.9 to 2.1)`; empty where there is none.
  static func interval(_ fit: PowerLawFit) -> String {
    guard let lower = fit.slopeLower, let upper = fit.slopeUpper else { return "" }
    return " (\(NumberText.percent(fit.level))% interval \(NumberText.short(lower, digits: 3)) to "
      + "\(NumberText.short(upper, digits: 3)))"
  }

  /// "0.342", or in words why there is no such place.
  static func place(_ crossing: Crossing) -> String {
    switch crossing.outcome {
    case .noData: "no data"
    case .notCrossed: "not crossed: below throughout"
    case .atOnce: "crossed at once: at or above throughout"
    case .between(let lower, let upper, let rising, let count):
      "between \(NumberText.short(lower)) and \(NumberText.short(upper))" + (rising ? "" : " (falling)")
        + (count > 1 ? ", the first of \(count)" : "") + ", of which one is not on the axes"
    case .at(let x, let rising, let count):
      NumberText.short(x) + (rising ? "" : " (falling)")
        + (count > 1 ? ", the first of \(count)" : "")
        + (crossing.bridgesGap ? ", across a missing point" : "")
    }
  }

  /// "0.31 to 0.36", with words for ends outside the range of x.
  static func interval(_ crossing: Crossing) -> String {
    guard let lower = crossing.lower, let upper = crossing.upper else { return "–" }
    func end(_ value: Double) -> String {
      if value == .infinity { return "beyond the last x" }
      return value == -.infinity ? "before the first x" : NumberText.short(value)
    }
    return "\(end(lower)) to \(end(upper))"
  }
}
