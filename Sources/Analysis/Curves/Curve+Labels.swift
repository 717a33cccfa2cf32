internal import Spec
package import SweepModel

extension Curve {
  /// What people read for its axes.
  package var labels: CurveLabels {
    var labels = CurveLabels(definition, names)
    if let derived { labels.y = derived }
    return labels
  }

  /// What stands along the horizontal axis and above its column: the spec's own words, or the label with its unit.
  package var xTitle: String { definition.figure.xLabel ?? labels.x.title }

  /// What stands along the vertical axis where that is a parameter or a metric of which no statistic is taken.
  package var yTitle: String { definition.figure.yLabel ?? labels.y.title }

  /// What the values are, their statistic and unit included: "median of test loss (s)".
  package var valueTitle: String {
    let value = labels.z ?? labels.y
    let own = labels.z == nil ? definition.figure.yLabel : definition.figure.zLabel
    return own ?? Label("", words: statistic(of: commonMetric), unit: value.unit).title
  }

  /// "median of loss"; a mean goes without saying.
  private func statistic(of text: String) -> String {
    definition.statistic == .mean ? text : "\(definition.statistic.rawValue) of \(text)"
  }

  /// One or two metrics as people read them; of more the words that all of them begin with, as the legend has them.
  private var commonMetric: String {
    let metrics = definition.metrics.map(names.metric)
    // A scaling's metric may be its source's axis, or be looked at where another one has a level.
    guard metrics.count > 1 else { return (labels.z ?? labels.y).text }
    guard metrics.count > 2 else { return metrics.map(\.text).joined(separator: ", ") }
    let common = [metrics.map(\.text), metrics.map(\.name)].map(Curve.commonStart).first { !$0.isEmpty }
    return common ?? "value"
  }

  /// The words that all texts begin with.
  private static func commonStart(_ texts: [String]) -> String {
    let words = texts.map { $0.split(whereSeparator: { $0 == " " || $0 == "-" }) }
    var common: [Substring] = []
    for (index, word) in (words.first ?? []).enumerated() {
      guard words.allSatisfy({ $0.indices.contains(index) && $0[index] == word }) else { break }
      common.append(word)
    }
    return common.joined(separator: " ")
  }

  /// What people read for a line: the value of its parameter, or its metric.
  ///
  /// - Parameter unnamed: for a line without either.
  package func text(ofLine key: ParameterValue?, unnamed: String = "none") -> String {
    guard let key else { return unnamed }
    return definition.showsSeveralMetrics ? names.metric(key.description).text : key.description
  }

  /// Where a line and its panel are: "threshold = 0.05", "σ = 0.3 px"; empty for the only line of the only panel.
  package func place(panel: ParameterValue?, line: ParameterValue?) -> [String] {
    var place: [String] = []
    if let label = labels.lines {
      place.append(definition.showsSeveralMetrics ? text(ofLine: line) : label.equation(line))
    }
    if let label = labels.panel { place.append(label.equation(panel)) }
    return place
  }
}
