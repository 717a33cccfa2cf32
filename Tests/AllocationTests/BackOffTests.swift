import Testing

@testable import Allocation

@Suite struct BackOffTests {
  @Test func `waits grow up to a quarter of an hour, and end with success`() {
    #expect((0...6).map { BackOff.seconds(after: $0) } == [0, 15, 60, 300, 900, 900, 900])
  }
}
