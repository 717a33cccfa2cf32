internal import Foundation

/// Where an axis is labelled.
package struct Ticks: Sendable, Equatable {
  package struct Tick: Sendable, Equatable {
    package var value: Double
    package var label: String

    package init(value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// Labelled places, rising, all within the axis.
  package var major: [Tick]
  /// Places of the light grid between them.
  package var minor: [Double]

  package init(major: [Tick], minor: [Double]) {
    self.major = major
    self.minor = minor
  }

  /// Round numbers in steps of 1, 2 or 5 times a power of ten (after Heckbert 1990, "Nice numbers for
  /// graph labels").
  ///
  /// - Parameters:
  ///   - count: about how many labels there is room for; the step is the nearest nice one.
  ///   - isWhole: the axis has whole numbers only, and nothing is labelled between them.
  package static func linear(_ low: Double, _ high: Double, count: Int, isWhole: Bool = false) -> Ticks {
    // Below the normal numbers a step would round to zero.
    guard low.isFinite, high.isFinite, high > low, count > 0, ((high - low) / Double(count)).isNormal else {
      return Ticks(major: low.isFinite ? [Tick(value: low, label: NumberText.short(low))] : [], minor: [])
    }
    let rough = isWhole ? max(1, (high - low) / Double(count)) : (high - low) / Double(count)
    let power = Int(floor(log10(rough)))
    let unit = pow(10, Double(power))
    var (factor, parts) =
      rough < unit * 1.5
      ? (1.0, 5) : rough < unit * 3.5 ? (2.0, 4) : rough < unit * 7.5 ? (5.0, 5) : (10.0, 5)
    let step = factor * unit
    if isWhole, step < 10 { parts = Int(step) }
    let decimals = max(0, factor == 10 ? -(power + 1) : -power)
    let slack = step * 1e-9
    let first = (low / step - 1e-9).rounded(.up)
    var major: [Tick] = []
    var minor: [Double] = []
    let largest = max(abs(low), abs(high))
    // A step below the resolution of the numbers would repeat the same value.
    guard step > largest * 1e-13 else {
      return Ticks(major: [Tick(value: low, label: NumberText.short(low, digits: 15))], minor: [])
    }
    var index = first - 1
    while index * step <= high + slack, major.count < 1000 {
      let value = index * step
      if index >= first {
        let label =
          largest >= 1e6 || largest < 1e-4
          ? NumberText.short(value, digits: 6) : NumberText.fixed(value, decimals: decimals)
        major.append(Tick(value: value == 0 ? 0 : value, label: label))
      }
      for part in 1..<parts {
        let between = value + step * Double(part) / Double(parts)
        if between >= low, between <= high { minor.append(between) }
      }
      index += 1
    }
    // Few digits are no use where they are all the same.
    if Set(major.map(\.label)).count < major.count {
      let labels = NumberText.distinct(major.map(\.value), digits: 6)
      for index in major.indices { major[index].label = labels[index] }
    }
    return Ticks(major: major, minor: minor)
  }

  /// Powers of ten; with 2 and 5 in between where the axis spans few decades, linear below one decade.
  package static func logarithmic(
    _ low: Double, _ high: Double, count: Int, isWhole: Bool = false
  ) -> Ticks {
    guard low > 0, high > low, high.isFinite, count > 0 else {
      return linear(low, high, count: count, isWhole: isWhole)
    }
    let first = Int(floor(log10(low) - 1e-9))
    let last = Int(ceil(log10(high) + 1e-9))
    // The quotient of numbers at both ends of what a Double holds is infinite.
    let decades = (high / low).isFinite ? log10(high / low) : log10(high) - log10(low)
    if decades < 0.8 { return linear(low, high, count: count, isWhole: isWhole) }
    func inside(_ value: Double) -> Bool {
      if isWhole, value < 1 { return false }
      return value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)
    }
    let stride = max(1, Int((decades / Double(count)).rounded(.up)))
    let factors: [Double] =
      decades * 3 <= Double(count) + 1 ? [1, 2, 5] : decades * 2 <= Double(count) + 1 ? [1, 3] : [1]
    var major: [Tick] = []
    var minor: [Double] = []
    for power in first...last {
      for digit in 1...9 {
        // A division, for negative powers, gives 0.1 where a product with pow(10, -1) may not.
        let value =
          power < 0 ? Double(digit) / pow(10, Double(-power)) : Double(digit) * pow(10, Double(power))
        guard inside(value) else { continue }
        let isMajor = factors.contains(Double(digit)) && power % stride == 0
        if isMajor {
          major.append(Tick(value: value, label: label(digit: digit, power: power)))
        } else if stride == 1 || digit == 1 {
          minor.append(value)
        }
      }
    }
    return major.count < 2
      ? linear(low, high, count: count, isWhole: isWhole) : Ticks(major: major, minor: minor)
  }

  /// 0.001 to 10000 are written out, the rest as 10⁻⁶ and 2×10⁵.
  private static func label(digit: Int, power: Int) -> String {
    if (-3...4).contains(power) {
      return NumberText.short(
        power < 0 ? Double(digit) / pow(10, Double(-power)) : Double(digit) * pow(10, Double(power)))
    }
    let raised = String(power).map { superscripts[$0] ?? $0 }
    return (digit == 1 ? "" : "\(digit)×") + "10" + String(raised)
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
    "9": "⁹",
  ]
}
