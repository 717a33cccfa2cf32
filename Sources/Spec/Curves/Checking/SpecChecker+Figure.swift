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

  /// The most Unicode scalars of a text that figures show: a single character may be made of a million of them.
  private static let longestLabel = 200

  private func label(_ key: String, _ node: SpecNode) -> String? {
    guard let value = node[key], !value.isNull else { return nil }
    return shownText(value, "`\(key)`")
  }

  /// A line of text that figures show; reports one that is empty or too long, and characters that no line can have.
  func shownText(_ node: SpecNode, _ what: String) -> String? {
    guard let text = text(node, what, expected: "a line of text") else { return nil }
    let count = text.unicodeScalars.count
    guard count <= SpecChecker.longestLabel else {
      report(node.mark, "\(count) characters for \(what)", expected: "at most \(SpecChecker.longestLabel)")
      return nil
    }
    guard PlainText.isLine(text) else {
      report(
        node.mark, "\(what) with a line break, a control character or a character that takes no room",
        expected: "one line of letters, digits and signs")
      return nil
    }
    guard !text.trimmed.isEmpty else {
      report(node.mark, "an empty text for \(what)", expected: "a line of text, or no \(what)")
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
