import SweepModel
import Testing

@testable import Analysis

/// How a refined series ended, told apart in one place for all that say it.
struct RefinementVerdictTests {
  private static let crossing = RefinementResult.Outcome.between(
    lower: 1, upper: 2, estimate: 1.5, rising: true, count: 1)

  @Test(
    arguments: [
      (crossing, .tolerance, .known), (crossing, .replicates, .exhausted), (crossing, .points, .exhausted),
      (crossing, .axis, .exhausted), (crossing, nil, .open), (.below(undecided: 0), .nothing, .absent),
      (.above(undecided: 0), .nothing, .absent), (.below(undecided: 2), .nothing, .unresolved),
      (.above(undecided: 1), .nothing, .unresolved), (.undecided, .nothing, .unresolved),
      (.noData, .neighbours, .skipped), (.noData, .nothing, .unresolved), (.noData, nil, .open),
      (.below(undecided: 0), nil, .open),
    ] as [(RefinementResult.Outcome, RefinementResult.Ending?, RefinementVerdict)])
  func `each ending has its verdict`(
    _ outcome: RefinementResult.Outcome, _ ending: RefinementResult.Ending?, _ verdict: RefinementVerdict
  ) {
    let result = RefinementResult(outcome: outcome, ending: ending, points: 3, tasks: 9)
    #expect(result.verdict == verdict)
  }

  @Test func `the sentence counts what there is, and nothing that is not`() {
    let tally = RefinementTally([.exhausted, .exhausted, .known, .absent, .unresolved, .exhausted])
    #expect(
      tally.sentence
        == "6 series: 1 known as closely as asked for, 3 wider than asked for, 1 never crossed, 1 not decided"
    )
    #expect(RefinementTally([.exhausted]).sentence == "1 series: 1 wider than asked for")
    #expect(RefinementTally([.open, .open]).sentence == "2 series: 2 not finished")
  }
}
