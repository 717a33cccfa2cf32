package import SweepModel

/// The order of words, as the spec has them: `model: [small, medium, large]` is not an alphabet. Numbers keep their own.
package struct CategoryOrder: Sendable, Hashable {
  /// The place of each value that is no number, by parameter.
  private var places: [String: [ParameterValue: Int]] = [:]

  /// Every word by its letters.
  package init() {}

  /// The order of a sweep's axes, those of `when` blocks too.
  package init(_ sweep: Sweep) { self.init(sweep.axes + sweep.conditionals.flatMap(\.axes)) }

  package init(_ axes: [Axis]) {
    for axis in axes {
      // An axis of words was written out; one of millions of numbers need not be walked.
      guard axis.values.first.map({ $0.number == nil }) == true else { continue }
      for value in axis.values {
        let next = places[axis.name]?.count ?? 0
        places[axis.name, default: [:]][value.normalised] = places[axis.name]?[value.normalised] ?? next
      }
    }
  }

  /// Values in order: numbers first by size, then words as the spec has them, then words that it does not have.
  package func sorted(_ values: some Sequence<ParameterValue>, of parameter: String) -> [ParameterValue] {
    values.sorted { precedes($0, $1, of: parameter) }
  }

  /// Whether one value stands before another one.
  package func precedes(_ left: ParameterValue, _ right: ParameterValue, of parameter: String?) -> Bool {
    guard let places = parameter.flatMap({ places[$0] }), left.number == nil, right.number == nil else {
      return left < right
    }
    switch (places[left.normalised], places[right.normalised]) {
    case (let left?, let right?): return left < right
    case (_?, nil): return true
    case (nil, _?): return false
    case (nil, nil): return left < right
    }
  }
}
