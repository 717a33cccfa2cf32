internal import Analysis
internal import Spec
internal import SweepModel

extension FigureStyle {
  /// One or two metrics by their names; of more the words that all of them begin with, as the legend has them.
  private static func commonName(_ metrics: [String]) -> String {
    guard metrics.count > 2 else { return metrics.joined(separator: ", ") }
    let words = metrics.map { $0.split(separator: "-") }
    var common: [Substring] = []
    for (index, word) in (words.first ?? []).enumerated() {
      guard words.allSatisfy({ $0.indices.contains(index) && $0[index] == word }) else { break }
      common.append(word)
    }
    return common.isEmpty ? "value" : common.joined(separator: "-")
  }

  /// The aggregated metrics with their statistic and unit.
  static func metricTitle(_ curve: Curve, unit: String) -> String {
    let names = commonName(curve.definition.metrics)
    let statistic = curve.definition.statistic
    return axisTitle(statistic == .mean ? names : "\(statistic.rawValue) of \(names)", unit: unit)
  }
}
