import Testing

@testable import Analysis

/// Axes that have whole numbers only.
struct WholeNumberTickTests {
  @Test(arguments: [
    (0.9, 2.1), (0.965, 2.035), (1, 16), (-0.2, 5), (1, 1_000_000), (3, 3.4), (999_999, 1_000_003),
  ])
  func `no tick and no grid line lies between whole numbers`(low: Double, high: Double) {
    for count in 1...12 {
      for ticks in [
        Ticks.linear(low, high, count: count, isWhole: true),
        Ticks.logarithmic(max(low, 0.1), high, count: count, isWhole: true),
      ] {
        let places = ticks.major.map(\.value) + ticks.minor
        #expect(
          places.allSatisfy { $0 == $0.rounded() || ticks.major.count == 1 }, "\(low) \(high) \(places)")
        #expect(Set(ticks.major.map(\.label)).count == ticks.major.count, "\(ticks.major)")
      }
    }
  }

  @Test func `labels of large neighbouring numbers differ`() {
    let ticks = Ticks.linear(1e7, 1e7 + 10, count: 5)
    #expect(ticks.major.count > 2 && Set(ticks.major.map(\.label)).count == ticks.major.count)
  }
}
