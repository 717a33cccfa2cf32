internal import Foundation
internal import Spec
internal import SweepModel

/// Finds where a line crosses a level, by interpolation between neighbouring points as the figure draws it: along
/// each axis linear, or linear in its logarithm where the axis is logarithmic.
struct CrossingFinder {
  /// The values behind one point of a line.
  struct PointSamples {
    var x: Double
    var values: [Double]
    /// The replicate of each value.
    var replicates: [Int]
    /// The ends of the point's interval.
    var band: (lower: Double, upper: Double)?
  }

  private typealias Place = (x: Double, y: Double)

  var level: Double
  var statistic: CurveDefinition.Statistic
  /// What the axes show; no line is drawn to other points, so that nothing is interpolated towards them either.
  var area: DrawableArea
  var confidence: Double

  /// - Parameters:
  ///   - samples: by rising x; points without values are gaps.
  ///   - name: what to derive the random numbers of the interval from.
  func crossing(of samples: [PointSamples], name: String) -> Crossing {
    var crossing = found(samples)
    guard case .at(_, let rising, _) = crossing.outcome else { return crossing }
    let full = samples.filter { !$0.values.isEmpty }
    guard full.contains(where: { $0.values.count > 1 }), confidence > 0, confidence < 1 else {
      return crossing
    }
    let method = self.method(full)
    var results = resample(full, method: method, rising: rising, name: name)
    results.sort()
    // By rank, not by interpolation: a resample that never crosses counts as infinity.
    let tail = (1 - confidence) / 2
    let last = results.count - 1
    crossing.method = method
    crossing.lower = results[min(last, Int((tail * Double(results.count)).rounded(.down)))]
    crossing.upper = results[max(0, min(last, Int(((1 - tail) * Double(results.count)).rounded(.up)) - 1))]
    return crossing
  }

  /// The crossing of shares, with the interval in which their band holds the level. Resampling would not do: where
  /// all values of a point agree, as those of shares mostly do, all of its resamples do.
  func crossingOfBand(_ samples: [PointSamples]) -> Crossing {
    var crossing = found(samples)
    guard case .at(let x, let rising, _) = crossing.outcome else { return crossing }
    let banded = samples.filter { $0.band != nil && area.shows(x: $0.x) }
    guard banded.count == samples.filter({ !$0.values.isEmpty && area.shows(x: $0.x) }).count else {
      return crossing
    }
    let xs = banded.map(\.x)
    // The ends of a band may be 0, which a logarithmic axis does not show; they are joined by straight lines.
    var straight = self
    straight.area.yIsLogarithmic = false
    let ends = [banded.map { $0.band?.lower }, banded.map { $0.band?.upper }].map {
      straight.place(xs, $0, rising: rising)
    }
    crossing.method = .band
    crossing.lower = min(ends.min() ?? x, x)
    crossing.upper = max(ends.max() ?? x, x)
    return crossing
  }

  private func found(_ samples: [PointSamples]) -> Crossing {
    var scratch: [Double] = []
    let line = samples.map { Summary.value(of: statistic, in: $0.values, scratch: &scratch) }
    let found = first(samples.map(\.x), line)
    return Crossing(
      level: level, outcome: found.outcome, confidence: confidence, bridgesGap: found.bridgesGap)
  }

  private func method(_ samples: [PointSamples]) -> Crossing.Method {
    guard let first = samples.first?.replicates, Set(first).count == first.count else { return .points }
    return samples.allSatisfy { $0.replicates == first } ? .replicates : .points
  }

  private func resample(
    _ samples: [PointSamples], method: Crossing.Method, rising: Bool, name: String
  ) -> [Double] {
    var stream = Bootstrap.stream("crossing/\(name)")
    let xs = samples.map(\.x)
    let total = samples.reduce(0) { $0 + $1.values.count }
    var scratch: [Double] = []
    var chosen: [Double] = []
    return (0..<Bootstrap.rounds(for: total)).map { _ in
      let indices = samples.first.map { draw($0.values.count, &stream) } ?? []
      let line = samples.map { point in
        let picks = method == .replicates ? indices : draw(point.values.count, &stream)
        chosen.removeAll(keepingCapacity: true)
        for index in picks { chosen.append(point.values[index]) }
        return Summary.value(of: statistic, in: chosen, scratch: &scratch)
      }
      return place(xs, line, rising: rising)
    }
  }

  private func draw(_ count: Int, _ stream: inout RandomStream) -> [Int] {
    (0..<count).map { _ in Bootstrap.draw(below: count, &stream) }
  }

  /// The first crossing in one direction, as a number that sorts: minus infinity where the first point on the axes is
  /// past the level already.
  private func place(_ xs: [Double], _ line: [Double?], rising: Bool) -> Double {
    var previous: Place?
    for (x, y) in zip(xs, line) where area.shows(x: x) {
      guard let y, y.isFinite else { continue }
      if let previous, (previous.y >= level) != (y >= level) {
        return interpolate(previous, (x, y)) ?? (area.shows(y: y) ? x : previous.x)
      }
      if previous == nil, (y >= level) == rising { return -.infinity }
      previous = (x, y)
    }
    return .infinity
  }

  /// The first crossing in either direction and how many there are.
  private func first(_ xs: [Double], _ line: [Double?]) -> (outcome: Crossing.Outcome, bridgesGap: Bool) {
    var previous: Place?
    var found: (from: Place, to: Place, gap: Bool)?
    var count = 0
    var gap = false
    for (x, y) in zip(xs, line) {
      guard let y, x.isFinite, y.isFinite else {
        gap = previous != nil
        continue
      }
      // A value outside of `x-range` is left out on purpose; one that a logarithm cannot show tells its side.
      if let range = area.xRange, !range.contains(x) { continue }
      if let previous, (previous.y >= level) != (y >= level) {
        count += 1
        if found == nil { found = (previous, (x, y), gap) }
      }
      previous = (x, y)
      gap = false
    }
    guard let previous else { return (.noData, false) }
    guard let found else { return (previous.y >= level ? .atOnce : .notCrossed, false) }
    let rising = found.to.y >= level
    guard let x = interpolate(found.from, found.to) else {
      return (.between(lower: found.from.x, upper: found.to.x, rising: rising, count: count), found.gap)
    }
    return (.at(x: x, rising: rising, count: count), found.gap)
  }

  /// Nil where one of the points is not on the axes.
  private func interpolate(_ left: Place, _ right: Place) -> Double? {
    guard area.shows(x: left.x, y: left.y), area.shows(x: right.x, y: right.y) else { return nil }
    let share =
      area.yIsLogarithmic && level > 0
      ? log(level / left.y) / log(right.y / left.y) : (level - left.y) / (right.y - left.y)
    guard share.isFinite else { return (left.x + right.x) / 2 }
    if area.xIsLogarithmic { return exp(log(left.x) + share * (log(right.x) - log(left.x))) }
    return left.x + share * (right.x - left.x)
  }
}
