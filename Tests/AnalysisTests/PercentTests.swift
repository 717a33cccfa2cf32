import Testing

@testable import Analysis

@Suite struct PercentTests {
  @Test(
    arguments: [
      (0.9999, "99.99"), (0.99999, "99.999"), (0.9999999999, "99.99999999"), (1.0, "100"), (0.0, "0"),
      (0.05, "5"),
      (0.0123, "1.23"), (0.001 / 3, "0.0333"), (1e-12, "1e-10"), (0.6827, "68.3"), (1.5, "150"),
    ] as [(Double, String)])
  func `only all reads as 100 percent`(share: Double, text: String) {
    #expect(NumberText.percent(share, digits: 3) == text)
  }
}
