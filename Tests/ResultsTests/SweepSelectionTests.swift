import SweepModel
import Testing

@testable import Results

/// What a command's argument means among the sweeps there are.
struct SweepSelectionTests {
  /// A sweep whose id begins with those digits.
  private func sweep(
    _ number: Int, _ digits: String, _ name: String
  ) throws -> (number: SweepNumber, id: SweepID, name: String) {
    let hex = digits + String(repeating: "0", count: 64 - digits.count)
    return (SweepNumber(number), SweepID(try #require(Digest(hex: hex))), name)
  }

  @Test(arguments: [
    ("586223500925", 1), ("000000000002", 3), ("2", 2), ("5862", 1), ("re", 1), ("last", 4),
    ("123456789012", 4),
    ("1234567890", 4),
  ])
  func `an id is tried before it can be taken for a number`(selector: String, expected: Int) throws {
    let sweeps = [
      try sweep(1, "586223500925", "re"), try sweep(2, "aaaaaaaaaaaa", "other"),
      try sweep(3, "000000000002", "zeros"), try sweep(4, "123456789012", "digits"),
    ]
    for sweep in sweeps {
      #expect(try SweepSelection.select("\(sweep.id)", from: sweeps) == [sweep.number])
      #expect(try SweepSelection.select(sweep.id.digest.hex, from: sweeps) == [sweep.number])
    }
    #expect(try SweepSelection.select(selector, from: sweeps) == [SweepNumber(expected)])
  }
}
