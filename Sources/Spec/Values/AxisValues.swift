package import SweepModel

/// The values of an axis, written out or computed from a range: a range of ten million values takes no more
/// memory than one of ten.
package struct AxisValues: RandomAccessCollection, Sendable, Hashable, ExpressibleByArrayLiteral {
  private enum Source: Hashable, Sendable {
    case list([ParameterValue])
    /// Of a parameter that takes numbers in general, or one whose whole numbers are integers.
    case range(DecimalRange, isReal: Bool)
  }

  private let source: Source

  /// Values that were written out.
  package init(_ values: [ParameterValue]) { source = .list(values) }

  package init(arrayLiteral elements: ParameterValue...) { source = .list(elements) }

  /// - Parameter isReal: whether whole numbers are reals too. Otherwise they are integers, for a parameter that
  ///   takes those, or one that nobody knows any more.
  init(_ range: DecimalRange, isReal: Bool) { source = .range(range, isReal: isReal) }

  package var startIndex: Int { 0 }

  package var endIndex: Int {
    switch source {
    case .list(let values): values.count
    case .range(let range, _): range.count
    }
  }

  package subscript(index: Int) -> ParameterValue {
    switch source {
    case .list(let values): return values[index]
    case .range(let range, let isReal):
      let number = range[index]
      if !isReal, let whole = number.integer { return .integer(whole) }
      // Adding zero turns -0 into 0: the two are equal and must be one value.
      return .real(number.double + 0)
    }
  }

  /// Whether they are computed, so that nothing should be kept for each of them.
  var isRange: Bool {
    if case .range = source { true } else { false }
  }

  /// Where a value is; nil where it is none of them. Of a range without looking at each.
  package func firstIndex(of value: ParameterValue) -> Int? {
    switch source {
    case .list(let values): return values.firstIndex(of: value)
    case .range(let range, _):
      guard let number = value.number, let first = self.first?.number, let last = self.last?.number else {
        return nil
      }
      let guess = range.count == 1 ? 0 : (number - first) / ((last - first) / Double(range.count - 1))
      guard guess.isFinite, guess > -2, guess < Double(range.count) + 2 else { return nil }
      // The guess is off by rounding only.
      let near = Int(guess.rounded())
      return (near - 2...near + 2).first { indices.contains($0) && self[$0] == value }
    }
  }

  /// Two are equal where their values are, wherever they came from.
  package static func == (left: AxisValues, right: AxisValues) -> Bool {
    left.source == right.source || left.elementsEqual(right)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    hasher.combine(first)
    hasher.combine(last)
  }
}
