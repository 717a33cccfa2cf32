internal import Foundation

/// How fast a loss decays at the end: the slope of its natural logarithm over time.
package enum TerminalSlope {
  /// Least squares over the last measurements whose loss lies within `window`, parts of the largest loss.
  ///
  /// - Returns: nil where fewer than four measurements in a row do.
  package static func slope(
    of losses: [Double], clock: [Double], window: ClosedRange<Double>
  ) -> Double? {
    guard let largest = losses.max(), largest > 0 else { return nil }
    func isWithin(_ index: Int) -> Bool { losses[index] > 0 && window.contains(losses[index] / largest) }
    guard let end = losses.indices.last(where: isWithin) else { return nil }
    var start = end
    while start > 0, isWithin(start - 1) { start -= 1 }
    guard end - start >= 3 else { return nil }
    let count = Double(end - start + 1)
    let x = Array(clock[start...end])
    let y = losses[start...end].map { log($0) }
    let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
    let spread = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    guard spread > 0 else { return nil }
    return zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / spread
  }

  /// Where the decay can be seen: below what the faster concepts still add, above what float32 weights,
  /// which a step of `step * error` no longer moves, leave behind.
  ///
  /// - Parameter step: the slowest concept's rate times the length of a step.
  package static func window(step: Double) -> ClosedRange<Double> {
    let stalled = 1e-6 / max(step, 1e-300)
    return min(max(1e-10, 100 * stalled * stalled), 1e-4)...1e-4
  }
}
