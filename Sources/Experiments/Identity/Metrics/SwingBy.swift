/// Detectors of Swing-by in what was measured along a training, in order of time.
package enum SwingBy {
  /// The part of the first loss that a rise must exceed to count as one.
  package static let threshold = 0.01

  /// The largest rise of the loss above what it had reached before, as a part of the first loss:
  /// max_t (L(t) - min_{t' <= t} L(t')) / L(0). 0 without losses or where the first one is 0.
  package static func rise(_ losses: [Double]) -> Double {
    guard let first = losses.first, first > 0 else { return 0 }
    var (lowest, largest) = (first, 0.0)
    for loss in losses {
      lowest = min(lowest, loss)
      largest = max(largest, loss - lowest)
    }
    return largest / first
  }

  /// One more than the rises: a rise begins where the loss is more than `threshold` of the first one above
  /// its lowest value since the last rise, and ends where it is that far below its highest value since.
  package static func descents(_ losses: [Double], threshold: Double = threshold) -> Int {
    guard let first = losses.first, first > 0 else { return 1 }
    let step = threshold * first
    var (rises, isRising, extreme) = (0, false, first)
    for loss in losses {
      if isRising {
        extreme = max(extreme, loss)
        if loss < extreme - step { (isRising, extreme) = (false, loss) }
      } else {
        extreme = min(extreme, loss)
        if loss > extreme + step { (isRising, extreme, rises) = (true, loss, rises + 1) }
      }
    }
    return rises + 1
  }

  /// Whether the output at some time moves away from the test point and toward a training cluster:
  /// velocity . (goal - f) < 0 and velocity . (centroid - f) > 0, between two measurements.
  ///
  /// With the velocity as the difference of two outputs and f as their mean, the products are half the
  /// differences of squared distances, so that distances are all it takes.
  ///
  /// - Parameters:
  ///   - outputs: concept coordinates of the output [time][s], the others being `others`.
  ///   - others: squared length of the remaining coordinates, which no goal or centroid has [time].
  ///   - tolerance: smallest move that counts, as a part of the first squared distance to the goal:
  ///     what rounding and single batches do is no turn.
  package static func turnsAway(
    outputs: [[Double]], others: [Double], goal: [Double], centroids: [[Double]], tolerance: Double = 1e-6
  ) -> Bool {
    guard outputs.count > 1, outputs.count == others.count else { return false }
    func squared(_ time: Int, _ point: [Double]) -> Double {
      zip(outputs[time], point).reduce(others[time]) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let step = tolerance * squared(0, goal)
    return (1..<outputs.count).contains { time in
      guard squared(time, goal) - squared(time - 1, goal) > step else { return false }
      return centroids.contains { squared(time, $0) < squared(time - 1, $0) }
    }
  }
}
