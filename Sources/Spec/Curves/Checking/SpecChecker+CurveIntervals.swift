internal import SweepModel

extension SpecChecker {
  /// The default says what fits the statistic: t for a mean, bootstrap for a median, none for an extreme.
  func interval(
    _ node: SpecNode?, _ statistic: CurveDefinition.Statistic
  ) -> CurveDefinition.Interval {
    func fitting(_ level: Double) -> CurveDefinition.Interval {
      switch statistic {
      case .mean: .t(level: level)
      case .median: .bootstrap(level: level)
      case .minimum, .maximum: .none
      }
    }
    guard let node, !node.isNull else { return fitting(0.95) }
    let expected = "95%, {bootstrap: 95%}, {wilson: 95%}, standard-error or none"
    if node.entries != nil {
      guard let entry = fields(node, "`interval`", allowed: SpecKeys.interval).first else {
        return .none
      }
      guard let level = percentage(entry.value, for: "a level") else { return .none }
      if entry.key == "bootstrap" { return .bootstrap(level: level) }
      if statistic != .mean {
        report(
          entry.keyMark, "`wilson` of a \(statistic.rawValue)", expected: "`{bootstrap: 95%}` or `none`")
      }
      return .wilson(level: level)
    }
    guard case .scalar(let text, _) = node.content else {
      report(node.mark, "\(node.kindName) for `interval`", expected: expected)
      return .none
    }
    switch text {
    case "none": return .none
    case "standard-error":
      if statistic != .mean {
        report(
          node.mark, "`standard-error` of a \(statistic.rawValue)", expected: "`{bootstrap: 95%}` or `none`")
      }
      return .standardError
    default:
      guard text.hasSuffix("%"), let level = percentage(node, for: "a level") else {
        if !text.hasSuffix("%") { report(node.mark, "\(node.kindName) for `interval`", expected: expected) }
        return .none
      }
      if statistic == .minimum || statistic == .maximum {
        report(
          node.mark, "an interval for a \(statistic.rawValue), which has none",
          expected: "`interval: none`")
      }
      return fitting(level)
    }
  }

  /// `95%` as 0.95.
  func percentage(_ node: SpecNode, for purpose: String) -> Double? {
    guard case .scalar(let text, _) = node.content, text.hasSuffix("%"),
      let decimal = DecimalNumber(String(text.dropLast())), decimal.exponent > -20,
      (0.0..<100.0).contains(decimal.double), decimal.double > 0
    else {
      report(node.mark, "\(node.kindName) as \(purpose)", expected: "a percentage above 0% and below 100%")
      return nil
    }
    return DecimalNumber(significand: decimal.significand, exponent: decimal.exponent - 2).double
  }
}
