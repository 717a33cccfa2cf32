import Foundation
import Spec
import SweepModel
import TestSupport
import Testing

@testable import Analysis

/// Intervals that hold however often they are looked at, over made-up differences with fixed seeds.
@Suite struct ConfidenceSequenceTests {
  /// Made-up differences of two metrics.
  enum Kind: String, CaseIterable {
    /// Normal about a mean.
    case normal
    /// Two shares of 0 and 1, drawn apart from each other.
    case shares
    /// The same, seldom 1.
    case rareShares
    /// Two accuracies that move together.
    case accuracies
    /// Lognormal with sigma 1 about its mean, which is taken for normal.
    case skewed
    /// Student's t with 3 degrees of freedom, taken for normal.
    case heavy
    /// Lognormal with sigma 1 about its median, of which nothing is assumed.
    case skewedMedian
    /// Student's t with 3 degrees of freedom, likewise.
    case heavyMedian
    /// Mostly exactly 0, of which nothing is assumed.
    case tied

    var assumption: Comparison.Assumption {
      switch self {
      case .normal, .skewed, .heavy: .normal
      case .shares, .rareShares, .accuracies: .bounded(0...1)
      case .skewedMedian, .heavyMedian, .tied: .nothing
      }
    }

    /// How many are made up: bets take the longest.
    var runs: Int { if case .bounded = assumption { 500 } else { 2000 } }

    /// One difference with the mean `shift`.
    func draw(_ shift: Double, _ random: inout SeededGenerator) -> Double {
      func uniform() -> Double { Double.random(in: 0..<1, using: &random) }
      func share(_ p: Double) -> Double { uniform() < p ? 1 : 0 }
      func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform()) }
      func student() -> Double {
        let value = normal()
        let squares = (0..<3).reduce(0) { sum, _ in
          let other = normal()
          return sum + other * other
        }
        return value / (squares / 3).squareRoot()
      }
      switch self {
      case .normal: return shift + normal()
      case .skewed: return shift + exp(normal()) - exp(0.5)
      case .skewedMedian: return shift + exp(normal()) - 1
      case .heavy, .heavyMedian: return shift + student()
      case .tied: return shift + share(0.3) * normal()
      case .shares: return share(0.4 + shift) - share(0.4)
      case .rareShares: return share(0.05 + shift) - share(0.05)
      case .accuracies:
        let common = 0.2 + 0.4 * uniform()
        return common + 0.2 * uniform() + shift - (common + 0.2 * uniform())
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `looked at after every pair, the interval leaves out the truth in at most 5 % of the runs`(kind: Kind)
  {
    var random = SeededGenerator(seed: 20_251_128)
    let sequence = ConfidenceSequence(kind.assumption, error: 0.05)
    var wrong = 0
    for _ in 0..<400 {
      var values: [Double] = []
      var isWrong = false
      while values.count < 60, !isWrong {
        values.append(kind.draw(0, &random))
        if let interval = sequence.interval(ofDifferences: values), !interval.contains(0) { isWrong = true }
      }
      if isWrong { wrong += 1 }
    }
    #expect(wrong <= 20, "\(kind): \(wrong) of 400")
  }

  @Test(arguments: Kind.allCases, [0.05, 0.01])
  func `of comparisons without a difference no more than the rate are said to have one`(
    kind: Kind, error: Double
  ) {
    var random = SeededGenerator(seed: 7)
    var found = 0
    for _ in 0..<kind.runs {
      let result = ComparedPair(kind, shift: 0, error: error).run(&random)
      if result.ending == .above || result.ending == .below { found += 1 }
      #expect(result.ending != nil && result.ending != .noPairs)
    }
    #expect(Double(found) <= error * Double(kind.runs), "\(kind): \(found) of \(kind.runs)")
  }

  @Test func `differences that are there are found, the larger the sooner, and their intervals hold`() {
    for (kind, shifts) in [
      (Kind.normal, [0.5, 1.5]), (.shares, [0.25, 0.5]), (.accuracies, [0.1, 0.15]),
      (.skewed, [1, 8]), (.heavy, [1, 3]), (.skewedMedian, [0.4, 1.5]), (.heavyMedian, [0.5, 1.5]),
    ] {
      var means: [Double] = []
      for shift in shifts {
        var random = SeededGenerator(seed: 3)
        let results = (0..<100).map { _ in ComparedPair(kind, shift: shift).run(&random) }
        // Some are too skewed to be taken for normal to the end.
        #expect(results.count { $0.ending == .above } >= (kind == .skewed ? 80 : 90), "\(kind) \(shift)")
        #expect(!results.contains { $0.ending == .below })
        let holds = results.count { ($0.lower ?? shift) <= shift && shift <= ($0.upper ?? shift) }
        #expect(holds >= 95, "\(kind) \(shift): \(holds) of 100")
        means.append(Double(results.reduce(0) { $0 + $1.pairs }) / 100)
      }
      #expect(means[1] < means[0], "\(kind): \(means)")
    }
  }

  @Test func `a tolerance ends what has no difference`() {
    var random = SeededGenerator(seed: 5)
    let results = (0..<50).map { _ in
      ComparedPair(.accuracies, shift: 0, tolerance: 0.25).run(&random)
    }
    #expect(results.count { $0.ending == .tolerance } >= 45)
    for result in results where result.ending == .tolerance {
      #expect((result.upper ?? 1) - (result.lower ?? 0) <= 0.5 + 1e-9)
    }
  }

  @Test func `few bounded differences say little, however alike they are`() {
    let normal = ConfidenceSequence(.normal, error: 0.05)
    #expect(normal.interval(ofDifferences: []) == nil)
    let none = ConfidenceSequence(.bounded(0...1), error: 0.05).interval(ofDifferences: [])
    #expect(none == -1...1)
    let four = ConfidenceSequence(.bounded(0...1), error: 0.05).interval(ofDifferences: [1, 1, 1, 1])
    #expect(four.map { $0.contains(0) } == true)
    let twenty = ConfidenceSequence(.bounded(0...1), error: 0.05).interval(
      ofDifferences: Array(repeating: 1, count: 20))
    #expect(twenty.map { $0.lowerBound > 0 && $0.upperBound == 1 } == true)
  }

  @Test func `as many equal differences as are no chance are taken for normal ones without spread`() {
    let sequence = ConfidenceSequence(.normal, error: 0.05)
    #expect(Comparison.equalPairs(error: 0.05) == 8 && Comparison.equalPairs(error: 0.005) == 12)
    for value in [0.3, 0, -2e300] {
      let same = Array(repeating: value, count: 8)
      #expect(sequence.interval(ofDifferences: Array(same.dropLast())) == nil)
      #expect(sequence.interval(ofDifferences: same) == value...value)
      #expect(ConfidenceSequence(.nothing, error: 0.05).interval(ofDifferences: same) == value...value)
    }
    let rule = ComparedPair(.normal, shift: 0).rule
    let planner = ComparisonPlanner(rule, comparisons: 1)
    #expect(planner.plan([0, 0, 0, 0], planned: 4, points: 1).replicates == 8)
    let done = planner.plan(Array(repeating: 0, count: 8), planned: 8, points: 1)
    #expect(done.result.ending == .tolerance && done.replicates == nil)
    // One that differs is a spread.
    #expect(sequence.interval(ofDifferences: Array(repeating: 0, count: 30) + [1]) == nil)
  }

  @Test func `skewed differences are not taken for normal before there are many`() {
    let sequence = ConfidenceSequence(.normal, error: 0.05)
    let even = (0..<24).map { Double($0 % 4) - 1.5 }
    #expect(sequence.interval(ofDifferences: even).map { $0.contains(0) } == true)
    #expect(sequence.interval(ofDifferences: Array(even.prefix(11))) == nil)
    // Towards the tail the interval is wider.
    let skewed = even.map { $0 * $0 * $0 / 4 + $0 * $0 }
    let mean = skewed.reduce(0, +) / 24
    let interval = sequence.interval(ofDifferences: skewed + skewed)
    #expect(
      interval.map { $0.upperBound - mean > 1.2 * (mean - $0.lowerBound) } == true, "\(interval as Any)")
    #expect(sequence.interval(ofDifferences: even + [40]) == nil)
  }

  @Test func `differences near the largest number have finite intervals or none`() {
    for assumption in [Comparison.Assumption.normal, .nothing, .bounded(-1e308...0)] {
      let sequence = ConfidenceSequence(assumption, error: 0.05)
      let values = (0..<40).map { (Double($0 % 5) - 2) * 2e307 }
      let interval = sequence.interval(ofDifferences: values)
      #expect(interval.map { $0.lowerBound.isFinite && $0.upperBound.isFinite && $0.contains(0) } == true)
      let planner = ComparisonPlanner(
        Comparison(
          metric: "m", axis: "a", first: .integer(1), second: .integer(0), tolerance: 1, replicates: 64,
          assumption: assumption), comparisons: 1)
      let plan = planner.plan(Array(repeating: 1e308, count: 40), planned: 40, points: 1)
      #expect(plan.result.estimate == 1e308, "\(plan)")
      let lost = planner.plan([1, .infinity], planned: 2, points: 1)
      #expect(lost.result.ending == .tooLarge && lost.result.estimate == nil && lost.replicates == nil)
    }
  }

  @Test func `differences that the metric's range does not allow are no reason to believe anything`() {
    let sequence = ConfidenceSequence(.bounded(0...1), error: 0.05)
    #expect(sequence.interval(ofDifferences: [3, 3, 3, 3, 3, 3, 3]) == nil)
    #expect(sequence.interval(ofDifferences: [0.5, -1.2]) == nil)
    #expect(sequence.interval(ofDifferences: [1, -1, 1 + 1e-12]) != nil)
    let rule = Comparison(
      metric: "m", axis: "a", first: .integer(1), second: .integer(0), tolerance: 0.1, replicates: 64,
      assumption: .bounded(0...1))
    let plan = ComparisonPlanner(rule, comparisons: 1).plan([3, 3], planned: 2, points: 1)
    #expect(plan.result.ending == .outOfRange && plan.replicates == nil)
    #expect(plan.result.verdict == .unresolved)
  }

  @Test func `several comparisons share the error rate, and no pair ends one`() {
    let rule = ComparedPair(.normal, shift: 0).rule
    #expect(ComparisonPlanner(rule, comparisons: 10).error == 0.005)
    let lost = ComparisonPlanner(rule, comparisons: 1).plan([], planned: 4, points: 1)
    #expect(lost.result.ending == .noPairs && lost.replicates == nil)
    #expect(lost.result.verdict == .unresolved)
  }
}

/// Plays the coordinator for one comparison.
struct ComparedPair {
  let kind: ConfidenceSequenceTests.Kind
  let shift: Double
  let rule: Comparison

  init(
    _ kind: ConfidenceSequenceTests.Kind, shift: Double, tolerance: Double = 0.001, error: Double = 0.05
  ) {
    self.kind = kind
    self.shift = shift
    rule = Comparison(
      metric: "m", axis: "a", first: .integer(1), second: .integer(0), tolerance: tolerance, error: error,
      replicates: 256,
      assumption: kind.assumption)
  }

  func run(_ random: inout SeededGenerator) -> DifferenceResult {
    let planner = ComparisonPlanner(rule, comparisons: 1)
    var values: [Double] = []
    var planned = 4
    while true {
      while values.count < planned { values.append(kind.draw(shift, &random)) }
      let (result, next) = planner.plan(values, planned: planned, points: 1)
      guard let next, next > planned, next <= rule.replicates else { return result }
      planned = next
    }
  }
}
