internal import Foundation

/// The steps after which a training is looked at.
struct MeasurementSchedule: Sendable, Equatable {
  /// Rising, from 0 to the last step.
  let steps: [Int]

  /// - Parameters:
  ///   - steps: the last step, 1 or more.
  ///   - count: how many besides step 0; fewer come out where two fall on one step.
  ///   - isLogarithmic: equal ratios from step 1 on instead of equal distances.
  init(steps last: Int, count: Int, isLogarithmic: Bool) {
    var result = [0]
    for index in 1...max(count, 1) {
      let fraction = Double(index) / Double(max(count, 1))
      let exact: Double
      if isLogarithmic {
        let start = count > 1 ? Double(index - 1) / Double(count - 1) : 1
        exact = exp(start * log(Double(last)))
      } else {
        exact = fraction * Double(last)
      }
      let step = index == count ? last : min(max(Int(exact.rounded()), 1), last)
      if let previous = result.last, step > previous { result.append(step) }
    }
    steps = result
  }
}
