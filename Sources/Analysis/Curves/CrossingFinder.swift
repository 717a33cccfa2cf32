internal import Foundation
internal import SweepModel

/// Finds where a line crosses a level, by interpolation between neighbouring points: linear in y, and
/// linear in x or, on a logarithmic axis, in log x.
struct CrossingFinder {
  /// The values behind one point of a line.
  struct PointSamples {
    var x: Double
    var values: [Double]
    /// The replicate of each value.
    var replicates: [Int]
  }

  var level: Double
  var statistic: CurveDefinition.Statistic
  var logarithmic: Bool
  var confidence: Double

  /// - Parameters:
  ///   - samples: by rising x; points without values are gaps.
  ///   - name: what to derive the random numbers of the interval from.
  func crossing(of samples: [PointSamples], name: String) -> Crossing {
    var scratch: [Double] = []
    let line = samples.map { Summary.value(of: statistic, in: $0.values, scratch: &scratch) }
    let found = first(samples.map(\.x), line)
    var crossing = Crossing(
      level: level, outcome: found.outcome, confidence: confidence, bridgesGap: found.bridgesGap)
    guard case .at(_, let rising, _) = found.outcome else { return crossing }
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

  /// The first crossing in one direction, as a number that sorts.
  private func place(_ xs: [Double], _ line: [Double?], rising: Bool) -> Double {
    var previous: (x: Double, y: Double)?
    for (x, y) in zip(xs, line) {
      guard let y else { continue }
      if let previous, (previous.y >= level) != (y >= level) {
        return interpolate(previous, (x, y))
      }
      if previous == nil, (y >= level) == rising { return -.infinity }
      previous = (x, y)
    }
    return .infinity
  }

  /// The first crossing in either direction and how many there are.
  private func first(_ xs: [Double], _ line: [Double?]) -> (outcome: Crossing.Outcome, bridgesGap: Bool) {
    var previous: (x: Double, y: Double)?
    var found: (x: Double, rising: Bool, gap: Bool)?
    var count = 0
    var gap = false
    for (x, y) in zip(xs, line) {
      guard let y else {
        gap = previous != nil
        continue
      }
      if let previous, (previous.y >= level) != (y >= level) {
        count += 1
        if found == nil { found = (interpolate(previous, (x, y)), y >= level, gap) }
      }
      previous = (x, y)
      gap = false
    }
    guard let previous else { return (.noData, false) }
    guard let found else { return (previous.y >= level ? .atOnce : .notCrossed, false) }
    return (.at(x: found.x, rising: found.rising, count: count), found.gap)
  }

  private func interpolate(_ left: (x: Double, y: Double), _ right: (x: Double, y: Double)) -> Double {
    let share = (level - left.y) / (right.y - left.y)
    if logarithmic, left.x > 0, right.x > 0 {
      return exp(log(left.x) + share * (log(right.x) - log(left.x)))
    }
    return left.x + share * (right.x - left.x)
  }
}
