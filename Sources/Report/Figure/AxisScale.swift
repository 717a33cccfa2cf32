internal import Analysis
internal import Foundation

/// Maps values to places along one axis and says where its ticks are.
struct AxisScale: Equatable {
  var low: Double
  var high: Double
  var isLogarithmic: Bool
  /// Words instead of numbers, one for each whole place.
  var words: [String]?
  /// The axis has whole numbers only.
  var isWhole = false

  /// An axis around the values.
  ///
  /// - Parameters:
  ///   - values: finite; on a logarithmic axis those that are not positive are not considered.
  ///   - fromZero: begin a linear axis at zero where that leaves little of it empty.
  ///   - range: where the axis begins and ends, whatever the values are; nil for around them.
  init(
    _ values: [Double], isLogarithmic: Bool, words: [String]? = nil, padding: Double, fromZero: Bool,
    range: ClosedRange<Double>? = nil, isWhole: Bool = false
  ) {
    self.words = words
    self.isWhole = isWhole
    self.isLogarithmic = isLogarithmic && words == nil
    if let range, words == nil, range.lowerBound < range.upperBound, !isLogarithmic || range.lowerBound > 0 {
      (low, high) = (range.lowerBound, range.upperBound)
      return
    }
    if let words {
      low = -0.5
      high = Double(max(1, words.count)) - 0.5
      return
    }
    let usable = values.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
    guard var low = usable.min(), var high = usable.max() else {
      self.low = isLogarithmic ? 0.1 : 0
      self.high = 1
      return
    }
    if isLogarithmic {
      if low == high {
        low /= 2
        high *= 2
      }
      let room = pow(high / low, padding)
      self.low = low / room
      self.high = high * room
      return
    }
    if low == high {
      let room = low == 0 ? 1 : abs(low) * 0.5
      low -= room
      high += room
    }
    let room = (high - low) * padding
    let startsAtZero = fromZero && low >= 0 && low < 0.35 * high
    // A little below zero, so that a line along the axis stays visible.
    self.low = startsAtZero ? -room * 0.6 : low - room
    self.high = high + room
  }

  /// 0 at the low end, 1 at the high end; nil for what this axis cannot show.
  func share(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    if isLogarithmic, value <= 0 { return nil }
    let share: Double
    if isLogarithmic {
      share =
        (high / low).isFinite
        ? log(value / low) / log(high / low) : (log(value) - log(low)) / (log(high) - log(low))
    } else {
      share = (value - low) / (high - low)
    }
    // Values at both ends of what a Double holds have no finite distance.
    return share.isFinite ? share : nil
  }

  /// Gives both axes the same number of units a pixel, by showing more of one of them.
  ///
  /// - Parameters:
  ///   - width: what the panel would have otherwise; it shrinks where x needs less.
  ///   - height: what the panel would have otherwise; it grows up to its width where y needs it.
  static func equalise(
    _ x: inout AxisScale, _ y: inout AxisScale, width: inout Double, height: inout Double
  ) {
    let (across, up) = (x.high - x.low, y.high - y.low)
    guard across.isFinite, up.isFinite, across > 0, up > 0, width > 0 else { return }
    let tall = min(max(height, width * up / across), max(height, min(width, 560)))
    let unit = max(across / width, up / tall)
    // Ranges near the ends of what a Double holds have no unit that could be told.
    guard unit.isNormal, tall.isFinite, (across / unit).isFinite else { return }
    width = max(min(width, 220), min(width, across / unit))
    height = tall
    x.widen(to: unit * width)
    y.widen(to: unit * height)
  }

  private mutating func widen(to range: Double) {
    let room = (range - (high - low)) / 2
    guard room > 0, room.isFinite else { return }
    low -= room
    high += room
  }

  func ticks(count: Int) -> Ticks {
    if let words {
      let majors = words.enumerated().map { Ticks.Tick(value: Double($0.offset), label: $0.element) }
      return Ticks(major: majors, minor: [])
    }
    return isLogarithmic
      ? Ticks.logarithmic(low, high, count: count, isWhole: isWhole)
      : Ticks.linear(low, high, count: count, isWhole: isWhole)
  }

  /// Ticks whose labels keep a gap of `gap` between each other on an axis of `length`.
  func ticks(length: Double, fontSize: Double, gap: Double) -> Ticks {
    var count = max(2, Int(length / 56))
    while true {
      let ticks = ticks(count: count)
      let places = ticks.major.map { (share($0.value) ?? 0) * length }
      let widths = ticks.major.map { TextWidth.of($0.label, size: fontSize) }
      let fits = zip(places.indices, places.indices.dropFirst()).allSatisfy { left, right in
        places[right] - widths[right] / 2 - places[left] - widths[left] / 2 >= gap
      }
      if fits || count <= 1 || words != nil { return ticks }
      count -= 1
    }
  }
}
