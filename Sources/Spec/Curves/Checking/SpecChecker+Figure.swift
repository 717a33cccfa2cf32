internal import SweepModel

/// How figures are lettered and laid out: keys that all kinds share.
extension SpecChecker {
  static let figureKeys = ["title", "x-label", "y-label", "order", "width"]

  /// - Parameter curve: what the figure shows, with its scales.
  func figure(_ node: SpecNode, _ curve: CurveDefinition) -> FigureSettings {
    var settings = FigureSettings()
    settings.title = label("title", node)
    settings.xLabel = label("x-label", node)
    settings.yLabel = label("y-label", node)
    settings.zLabel = label("z-label", node)
    settings.order = word("order", node)
    settings.width = word("width", node) ?? .page
    settings.xRange = axisRange("x-range", node, curve.xScale)
    settings.yRange = axisRange("y-range", node, curve.yScale)
    return settings
  }

  /// A line of text.
  private func label(_ key: String, _ node: SpecNode) -> String? {
    guard let value = node[key], let text = optional(key, node) else { return nil }
    guard text.count <= 200 else {
      report(value.mark, "\(text.count) characters for `\(key)`", expected: "at most 200")
      return nil
    }
    return text
  }

  private func axisRange(
    _ key: String, _ node: SpecNode, _ scale: CurveDefinition.Scale
  ) -> ClosedRange<Double>? {
    guard let mark = node[key]?.mark, let range = range(key, node) else { return nil }
    guard scale == .linear || range.lowerBound > 0 else {
      report(
        mark, "`\(key)` from \(range.lowerBound) on a logarithmic axis", expected: "a range above 0")
      return nil
    }
    return range
  }

  /// `[low, high]`.
  func range(_ key: String, _ node: SpecNode) -> ClosedRange<Double>? {
    guard let value = node[key], !value.isNull else { return nil }
    let ends = items(value, "`\(key)`")
    guard ends.count == 2 else {
      report(value.mark, "\(ends.count) numbers in `\(key)`", expected: "two, such as [0, 1]")
      return nil
    }
    guard let low = real(ends[0], "`\(key)`"), let high = real(ends[1], "`\(key)`") else { return nil }
    guard low < high, (high - low).isFinite else {
      report(value.mark, "`\(key)` from \(low) to \(high)", expected: "the lower number first")
      return nil
    }
    return low...high
  }
}
