/// Values of one quantity, one for each round.
struct Samples {
  private(set) var values: [Double] = []

  /// Adds a round's value.
  mutating func add(_ value: Double) { values.append(value) }

  /// The middle value, or the mean of the two; nil where there is none.
  var median: Double? {
    let sorted = values.sorted()
    guard let upper = sorted.dropFirst(sorted.count / 2).first else { return nil }
    guard sorted.count.isMultiple(of: 2), let lower = sorted.dropFirst(sorted.count / 2 - 1).first else {
      return upper
    }
    return (lower + upper) / 2
  }

  /// The smallest and the largest value; nil where there is none.
  var range: ClosedRange<Double>? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return low...high
  }
}
