internal import Foundation

/// The way of drawn images through concept space, and what follows from it.
struct ConceptTrack {
  private(set) var moments: [ConceptMoment] = []
  /// Standard deviation of the smoothing, in moments; 0 for none.
  let smoothing: Double
  /// The contrast at which a concept counts as learned.
  let learnedAt: Double

  init(smoothing: Double, learnedAt: Double) {
    self.smoothing = smoothing
    self.learnedAt = learnedAt
  }

  mutating func append(_ moment: ConceptMoment) { moments.append(moment) }

  private var clock: [Double] { moments.map { Double($0.step) } }

  /// Concept-space error at every moment.
  var errors: [Double] { moments.map(\.error) }

  /// The same of smoothed coordinates.
  var smoothedErrors: [Double] {
    smoothedPoints.map { point in point.reduce(0) { $0 + (1 - $1) * (1 - $1) } / 2 }
  }

  /// Coordinates of the class that is not trained on, each smoothed by a Gaussian over moments.
  var smoothedPoints: [[Double]] {
    let coordinates = [0, 1].map { axis in
      ConceptTrack.smoothed(moments.map { $0.point[axis] }, deviation: smoothing)
    }
    return moments.indices.map { [coordinates[0][$0], coordinates[1][$0]] }
  }

  /// Distance of smoothed points per step, between each moment and the one before it; nil at the first.
  var speeds: [Double?] {
    let points = smoothedPoints
    return moments.indices.map { index in
      guard index > 0 else { return nil }
      let way = hypot(points[index][0] - points[index - 1][0], points[index][1] - points[index - 1][1])
      return way / Double(moments[index].step - moments[index - 1].step)
    }
  }

  /// ln speed = height + slope * step, by least squares from the highest speed on; nil where fewer than four moments are
  /// left there, or one has no speed.
  var terminalLine: (slope: Double, height: Double, from: Int)? {
    let speeds = speeds
    guard let highest = speeds.compactMap({ $0 }).max(), highest > 0,
      let start = speeds.firstIndex(of: highest)
    else { return nil }
    let rest = (start..<speeds.count).compactMap { index -> (x: Double, y: Double)? in
      guard let speed = speeds[index], speed > 0 else { return nil }
      return (clock[index], log(speed))
    }
    guard rest.count >= 4 else { return nil }
    let count = Double(rest.count)
    let (x, y) = (rest.reduce(0) { $0 + $1.x } / count, rest.reduce(0) { $0 + $1.y } / count)
    let spread = rest.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    guard spread > 0 else { return nil }
    let slope = rest.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread
    return (slope, y - slope * x, start)
  }

  /// The fitted line's speed at a moment; nil before its start, or without one.
  func fittedSpeed(_ index: Int) -> Double? {
    guard let line = terminalLine, index >= line.from else { return nil }
    return exp(line.height + line.slope * clock[index])
  }

  /// When colour (1) and size (2) are told apart: by contrasts between trained classes.
  var order: LearningOrder { order { [$0.colourContrast, $0.sizeContrast] } }

  /// When the class that is not trained on gets there: by its own coordinates, which an early cast of all images moves too.
  var orderAtPrompt: LearningOrder { order(\.point) }

  private func order(_ outputs: (ConceptMoment) -> [Double]) -> LearningOrder {
    LearningOrder(outputs: moments.map(outputs), clock: clock, mu: [1, 1], share: learnedAt)
  }

  /// The largest rise of the smoothed error from when the first concept is told apart on, as a part of the very first
  /// error: before that, images of all classes look alike, and what the error does is their common cast.
  var riseAfterCast: Double {
    guard let start = order.times.compactMap({ $0 }).min(), let first = errors.first, first > 0 else {
      return 0
    }
    let errors = smoothedErrors
    let rest = moments.indices.filter { clock[$0] >= start }.map { errors[$0] }
    guard let begin = rest.first, begin > 0 else { return 0 }
    return SwingBy.rise(rest) * begin / first
  }

  /// Convolution with a Gaussian, cut at four deviations; beyond its ends the series is mirrored, ends doubled.
  static func smoothed(_ values: [Double], deviation: Double) -> [Double] {
    guard deviation > 0, !values.isEmpty else { return values }
    let reach = Int((4 * deviation).rounded())
    let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    let sum = weights.reduce(0, +)
    let period = 2 * values.count
    return values.indices.map { index in
      weights.indices.reduce(0.0) { total, k in
        let place = ((index + k - reach) % period + period) % period
        return total + weights[k] / sum * values[min(place, period - 1 - place)]
      }
    }
  }
}
