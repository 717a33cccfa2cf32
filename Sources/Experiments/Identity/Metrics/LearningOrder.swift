/// When each concept is learned, from the outputs at the test point.
package struct LearningOrder: Hashable, Sendable {
  /// The time from which on every concept's output stays at or above its share of mu; nil for a concept
  /// that is not there at the end.
  package let times: [Double?]

  /// - Parameters:
  ///   - outputs: concept coordinates of the output [time][s].
  ///   - clock: time of every output, rising.
  ///   - mu: where the outputs should arrive.
  ///   - share: 0 to 1. Between two measurements outputs are taken to move on a straight line.
  package init(outputs: [[Double]], clock: [Double], mu: [Double], share: Double) {
    times = mu.indices.map { k in
      let level = share * mu[k]
      guard let last = outputs.indices.last, outputs[last][k] >= level else { return nil }
      guard let below = outputs.lastIndex(where: { $0[k] < level }) else { return clock[0] }
      let (low, high) = (outputs[below][k], outputs[below + 1][k])
      return clock[below] + (level - low) / (high - low) * (clock[below + 1] - clock[below])
    }
  }

  package init(times: [Double?]) { self.times = times }

  /// The learned concepts, counted from 1, the earliest first; of equally early ones the first.
  package var order: [Int] {
    times.indices.filter { times[$0] != nil }
      .sorted { ((times[$0] ?? 0), $0) < ((times[$1] ?? 0), $1) }.map { $0 + 1 }
  }

  /// The order as the digits of a number: 21 where concept 2 came before concept 1; 0 for none.
  package var digits: Int { order.reduce(0) { $0 * 10 + $1 } }
}
