/// A set of ascending numbers that are mostly neighbours: a million task numbers in a few ranges.
struct NumberRuns {
  private var runs: [ClosedRange<Int>] = []

  /// Adds a number larger than all before.
  mutating func append(_ number: Int) {
    if let last = runs.last, last.upperBound < Int.max, last.upperBound + 1 == number {
      runs[runs.count - 1] = last.lowerBound...number
    } else {
      runs.append(number...number)
    }
  }

  func contains(_ number: Int) -> Bool {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].upperBound < number { low = middle + 1 } else { high = middle }
    }
    return low < runs.count && runs[low].contains(number)
  }
}
