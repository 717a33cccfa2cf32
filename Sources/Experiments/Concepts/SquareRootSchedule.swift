internal import Foundation

/// Steps after which a training is looked at, evenly spaced in the square root of the step.
struct SquareRootSchedule: Hashable, Sendable {
  /// Rising, from 0 to the last step.
  let steps: [Int]

  /// - Parameters:
  ///   - first: the first step after 0; no later than the last.
  ///   - last: the last step, 1 or more.
  ///   - count: how many besides step 0, 1 or more; fewer come out where two fall on one step.
  init(first: Int, last: Int, count: Int) {
    let (low, high) = (Double(min(max(first, 1), last)).squareRoot(), Double(last).squareRoot())
    var result = [0]
    for index in 0..<max(count, 1) {
      let part = count > 1 ? Double(index) / Double(count - 1) : 1
      let root = low + part * (high - low)
      let step = index == count - 1 ? last : min(max(Int((root * root).rounded()), 1), last)
      if let previous = result.last, step > previous { result.append(step) }
    }
    steps = result
  }
}
