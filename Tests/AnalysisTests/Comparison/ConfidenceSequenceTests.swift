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

    var assumption: Comparison.Assumption { self == .normal ? .normal : .bounded(0...1) }

    /// One difference with the mean `shift`.
    func draw(_ shift: Double, _ random: inout SeededGenerator) -> Double {
      func uniform() -> Double { Double.random(in: 0..<1, using: &random) }
      func share(_ p: Double) -> Double { uniform() < p ? 1 : 0 }
      switch self {
      case .normal:
        return shift + (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
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

  @Test func `of 2000 comparisons without a difference at most 5 % are said to have one`() {
    for kind in Kind.allCases {
      var random = SeededGenerator(seed: 7)
      var found = 0
      for _ in 0..<500 {
        let result = ComparedPair(kind, shift: 0).run(&random)
        if result.ending == .above || result.ending == .below { found += 1 }
        #expect(result.ending != nil && result.ending != .noPairs)
      }
      #expect(found <= 25, "\(kind): \(found) of 500")
    }
  }

  @Test func `differences that are there are found, the larger the sooner, and their intervals hold`() {
    for (kind, shifts) in [(Kind.normal, [0.5, 1.5]), (.shares, [0.25, 0.5]), (.accuracies, [0.1, 0.15])] {
      var means: [Double] = []
      for shift in shifts {
        var random = SeededGenerator(seed: 3)
        let results = (0..<100).map { _ in ComparedPair(kind, shift: shift).run(&random) }
        #expect(results.count { $0.ending == .above } >= 90, "\(kind) \(shift)")
        #expect(!results.contains { $0.ending == .below })
        let holds = results.count { ($0.lower ?? 1) <= shift && shift <= ($0.upper ?? -1) }
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

  @Test func `equal differences say nothing of their spread, and bounded ones little`() {
    let same = Array(repeating: 0.3, count: 12)
    #expect(ConfidenceSequence(.normal, error: 0.05).interval(ofDifferences: same) == nil)
    #expect(ConfidenceSequence(.normal, error: 0.05).interval(ofDifferences: []) == nil)
    let none = ConfidenceSequence(.bounded(0...1), error: 0.05).interval(ofDifferences: [])
    #expect(none == -1...1)
    let four = ConfidenceSequence(.bounded(0...1), error: 0.05).interval(ofDifferences: [1, 1, 1, 1])
    #expect(four.map { $0.contains(0) } == true)
    let twenty = ConfidenceSequence(.bounded(0...1), error: 0.05).interval(
      ofDifferences: Array(repeating: 1, count: 20))
    #expect(twenty.map { $0.lowerBound > 0 && $0.upperBound == 1 } == true)
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

  init(_ kind: ConfidenceSequenceTests.Kind, shift: Double, tolerance: Double = 0.001) {
    self.kind = kind
    self.shift = shift
    rule = Comparison(
      metric: "m", axis: "a", first: .integer(1), second: .integer(0), tolerance: tolerance, replicates: 256,
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
