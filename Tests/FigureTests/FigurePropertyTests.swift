import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Experiments
@testable import Report

/// Nothing that the spec checker accepts fails in the report, and no figure says what is not so.
struct FigurePropertyTests {
  private static let seed = 20_261_127
  private static let count = 300

  /// Ten groups, so that they run side by side.
  @Test(arguments: 0..<10)
  func `whatever the spec checker accepts can be reported, exported and drawn`(group: Int) throws {
    var accepted = 0
    for number in group * Self.count / 10..<(group + 1) * Self.count / 10 {
      var generator = SpecGenerator(seed: Self.seed, number: number)
      let text = generator.spec()
      guard
        let sweep = try? SpecParser.parse(Array(text.utf8), file: "random.yaml", catalog: .builtIn)
      else { continue }
      accepted += 1
      let problems = FigureCheck(sweep, number: number).problems
      #expect(problems.isEmpty, "seed \(Self.seed), spec \(number):\n\(text)\n\(problems)")
      guard problems.isEmpty else { return }
    }
    // Most specs are meant to be valid; a generator of refused ones would test nothing.
    #expect(accepted > Self.count / 10 / 4)
  }
}
