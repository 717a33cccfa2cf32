import Foundation
import Spec
import SweepModel

@testable import Analysis

/// Plays the coordinator: measures what a planner asks for until it asks for nothing more.
struct RefinedSeries {
  var planner: RefinementPlanner
  /// The metric at x for one replicate; nil where the task fails.
  var measure: (_ x: Double, _ replicate: Int) -> Double?
  private(set) var points: [Int: RefinementPoint] = [:]
  private(set) var rounds = 0
  private(set) var reasons: [String] = []
  /// What the planner did that it must not; empty when all is well.
  private(set) var broken: [String] = []

  init(
    level: Double = 0.5, tolerance: RefinementTolerance, replicates: ClosedRange<Int>, points: Int? = nil,
    xs: [Double] = RefinedSeries.fifty, measure: @escaping (Double, Int) -> Double?
  ) {
    planner = RefinementPlanner(
      rule: Refinement(
        metric: "y", level: level, along: "x", tolerance: tolerance, replicates: replicates.upperBound,
        points: points),
      replicates: replicates.lowerBound, xs: xs)
    self.measure = measure
  }

  /// 0.02 to 1 by 0.02.
  static let fifty = (1...50).map { Double($0) / 50 }

  var tasks: Int { points.values.reduce(0) { $0 + $1.planned } }

  mutating func run() -> RefinementResult {
    while true {
      let (result, additions) = planner.plan(points.values.sorted { $0.position < $1.position })
      if (result.ending == nil) == additions.isEmpty { broken.append("it neither adds nor ends") }
      guard result.ending == nil, !additions.isEmpty, rounds < 10_000 else { return result }
      rounds += 1
      add(additions)
    }
  }

  private mutating func add(_ additions: [RefinementAddition]) {
    if Set(additions.map(\.position)).count < additions.count { broken.append("a point twice in one round") }
    for addition in additions {
      guard planner.xs.indices.contains(addition.position) else {
        broken.append("position \(addition.position)")
        continue
      }
      var point =
        points[addition.position] ?? RefinementPoint(position: addition.position, planned: 0, values: [])
      if addition.replicates.lowerBound != point.planned || addition.replicates.isEmpty {
        broken.append("replicates \(addition.replicates) after \(point.planned)")
      }
      point.planned = addition.replicates.upperBound
      if point.planned > planner.rule.replicates { broken.append("\(point.planned) replicates") }
      for replicate in addition.replicates {
        if let value = measure(planner.xs[addition.position], replicate) { point.values.append(value) }
      }
      points[addition.position] = point
      reasons.append(addition.reason)
    }
    if points.count > planner.rule.mostPoints(of: planner.xs.count) { broken.append("too many points") }
  }
}

/// A logistic curve from 0 to 1.
func logistic(_ x: Double, at center: Double, width: Double) -> Double {
  1 / (1 + pow(2.718281828459045, -(x - center) / width))
}

/// A normal number of its own for each x and replicate of a seed.
func noise(_ seed: Int, _ x: Double, _ replicate: Int) -> Double {
  var stream = RandomStream(seed: seed, replicate: replicate, name: "noise/\(x)", task: nil)
  let radius = (-2 * log(1 - stream.uniform())).squareRoot()
  return radius * cos(2 * .pi * stream.uniform())
}

/// A uniform number of its own for each x and replicate of a seed.
func uniform(_ seed: Int, _ x: Double, _ replicate: Int) -> Double {
  var stream = RandomStream(seed: seed, replicate: replicate, name: "uniform/\(x)", task: nil)
  return stream.uniform()
}
