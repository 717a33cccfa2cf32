internal import Foundation

/// One axis of a text plot: the range of the values, linear or logarithmic.
struct PlotAxis {
  let low: Double
  let high: Double
  private let isLogarithmic: Bool

  /// Nil where no value can be shown.
  init?(_ values: [Double], isLogarithmic: Bool) {
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard let low = usable.min(), let high = usable.max() else { return nil }
    self.low = low
    self.high = high
    self.isLogarithmic = isLogarithmic
  }

  /// 0 at the low end to 1 at the high end; one half where all values are the same.
  func share(_ value: Double) -> Double? {
    guard value.isFinite, !isLogarithmic || value > 0 else { return nil }
    if low == high { return 0.5 }
    return isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
  }
}
