internal import Foundation
internal import Spec

/// The edges of a histogram's bins from all of its values.
enum HistogramEdges {
  /// - Parameters:
  ///   - values: finite, of all panels and lines.
  ///   - range: where the bins begin and end; nil for where the values do.
  /// - Returns: rising; empty where nothing says where to begin.
  static func make(_ bins: HistogramBins, _ values: [Double], range: ClosedRange<Double>?) -> [Double] {
    if case .edges(let edges) = bins { return edges }
    guard let (low, high) = range.map({ ($0.lowerBound, $0.upperBound) }) ?? ends(of: values) else {
      return []
    }
    let (least, most) = (values.min() ?? low, values.max() ?? high)
    switch bins {
    case .edges(let edges): return edges
    case .count(let count): return equal(low, high, count)
    case .automatic: return equal(low, high, automaticCount(values, low, high))
    case .width(let width):
      var (from, to) = (low, high)
      if range == nil {
        (from, to) = ((least / width).rounded(.down) * width, (most / width).rounded(.up) * width)
        if from == to { to = from + width }
      }
      let count = (to / width - from / width).rounded()
      guard from.isFinite, to.isFinite, count >= 1, count <= Double(HistogramBins.most) else {
        return equal(low, high, HistogramBins.most)
      }
      return equal(from, to, Int(count))
    }
  }

  /// Values that are all the same have a bin of width 1 around them, as in NumPy.
  private static func ends(of values: [Double]) -> (Double, Double)? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return low < high ? (low, high) : (low - 0.5, high + 0.5)
  }

  /// Bins of 2 IQR / n^(1/3) (Freedman and Diaconis 1981, "On the histogram as a density estimator"); where half of
  /// the values are the same, log2 n + 1 of them (Sturges 1926).
  static func automaticCount(_ values: [Double], _ low: Double, _ high: Double) -> Int {
    let inside = values.filter { $0 >= low && $0 <= high }.sorted()
    guard inside.count > 1 else { return 1 }
    let n = Double(inside.count)
    let spread = Summary.quantile(0.75, ofSorted: inside) - Summary.quantile(0.25, ofSorted: inside)
    let count = ((high - low) / (2 * spread / cbrt(n))).rounded(.up)
    guard spread > 0, count.isFinite else { return Int((log2(n) + 1).rounded(.up)) }
    return Int(min(max(count, 1), Double(HistogramBins.most)))
  }

  /// Fewer where so many edges would not all be different numbers.
  private static func equal(_ low: Double, _ high: Double, _ count: Int) -> [Double] {
    let step = (high - low) / Double(count)
    var edges = (0..<count).map { index in
      // The distance between numbers at both ends of what a Double holds is infinite.
      step.isFinite
        ? low + Double(index) * step
        : low * (1 - Double(index) / Double(count)) + high * (Double(index) / Double(count))
    }
    edges.append(high)
    var rising: [Double] = []
    for edge in edges where rising.last.map({ $0 < edge }) ?? true { rising.append(edge) }
    if rising.count > 1 { return rising }
    return low.nextUp.isFinite ? [low, low.nextUp] : [low.nextDown, low]
  }
}
