package import Spec
internal import SweepModel

/// The plain statistics of a list of finite numbers, summed in the order given.
package struct Summary: Sendable, Equatable {
  /// How many numbers there are.
  package let n: Int
  package let mean: Double
  /// The middle number, or the mean of the two middle ones.
  package let median: Double
  package let minimum: Double
  package let maximum: Double
  /// Sample standard deviation over the square root of n; nil below n = 2.
  package let standardError: Double?

  /// - Returns: nil for an empty list.
  package init?(_ values: [Double]) {
    let sorted = values.sorted()
    guard let first = sorted.first, let last = sorted.last else { return nil }
    n = values.count
    minimum = first
    maximum = last
    median = Summary.quantile(0.5, ofSorted: sorted)
    let mean = Summary.mean(values)
    self.mean = mean
    if values.count > 1 {
      let scale = Summary.scale(of: values)
      let squares = Summary.squares(scale == 1 ? values : values.map { $0 / scale })
      standardError = (squares / Double(values.count - 1) / Double(values.count)).squareRoot() * scale
    } else {
      standardError = nil
    }
  }

  /// One of the four statistics a curve can show.
  package subscript(statistic: CurveDefinition.Statistic) -> Double {
    switch statistic {
    case .mean: mean
    case .median: median
    case .minimum: minimum
    case .maximum: maximum
    }
  }

  /// The statistic alone, for inner loops; `scratch` saves the allocation.
  static func value(
    of statistic: CurveDefinition.Statistic, in values: [Double], scratch: inout [Double]
  ) -> Double? {
    switch statistic {
    case .mean: return values.isEmpty ? nil : mean(values)
    case .minimum: return values.min()
    case .maximum: return values.max()
    case .median:
      guard !values.isEmpty else { return nil }
      scratch = values
      scratch.sort()
      return quantile(0.5, ofSorted: scratch)
    }
  }

  /// What to divide numbers by so that their squares are finite and not all 0: a power of two, 1 for usual ones.
  static func scale(of values: [Double]) -> Double {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    guard largest > 0, largest.isFinite, !(1e-100...1e100).contains(largest) else { return 1 }
    return Double(sign: .plus, exponent: largest.exponent, significand: 1)
  }

  /// The sum of the squared distances from the mean, of numbers whose ``scale(of:)`` is 1.
  ///
  /// Two passes: the one-pass formula cancels when the spread is small against the mean.
  static func squares(_ values: [Double]) -> Double {
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// Scaled where the plain sum would overflow, so that finite numbers have a finite mean; 0 of none.
  static func mean(_ values: [Double]) -> Double {
    let count = Double(max(1, values.count))
    let sum = values.reduce(0, +)
    if sum.isFinite { return sum / count }
    // A power of two takes nothing from the digits.
    let scale = scale(of: values)
    return values.reduce(0) { $0 + $1 / scale } / count * scale
  }

  /// The quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7).
  ///
  /// - Parameter sorted: ascending and not empty; an empty list gives NaN.
  static func quantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
    guard let last = sorted.last else { return .nan }
    let place = min(max(probability, 0), 1) * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return last }
    let weight = place - Double(index)
    if weight == 0 { return sorted[index] }
    return sorted[index] * (1 - weight) + sorted[index + 1] * weight
  }
}
