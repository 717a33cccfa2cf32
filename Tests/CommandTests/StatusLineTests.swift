import Analysis
import SweepModel
import Testing

@testable import percolate

struct StatusLineTests {
  /// Every field that a line may be made of, as it must stand there if it does.
  private static let fields = [
    "49 %", "5000 of 10080 done", "3 failed", "2 cancelled", "8 running", "12/s", "3m 20s left",
    "(2m 10s to 5m 30s)",
  ]

  @Test func `a wide terminal gets the whole census, which sums`() {
    #expect(
      StatusLine.text(Samples.sweep(), left: Samples.left)
        == "49 %  10080 planned = 5000 done + 3 failed + 2 cancelled + 4 excluded + 8 running + 5063 pending"
        + "  12/s  3m 20s left (2m 10s to 5m 30s)")
  }

  @Test func `eighty columns keep the share, the time left with its interval, and what has failed`() {
    let line = StatusLine.text(Samples.sweep(), left: Samples.left, columns: 79)
    #expect(
      line == "49 %  5000 of 10080 done  3 failed  8 running  12/s  3m 20s left  (2m 10s to 5m 30s)"
        || line == "49 %  5000 of 10080 done  3 failed  8 running  3m 20s left  (2m 10s to 5m 30s)")
    #expect(TextWidth.columns(line) <= 79)
  }

  @Test func `whole fields go, and none is cut, whatever the width`() {
    for columns in 0...140 {
      let line = StatusLine.text(Samples.sweep(), left: Samples.left, columns: columns)
      #expect(TextWidth.columns(line) <= columns)
      guard !line.contains("planned") else { continue }
      var rest = line
      for field in Self.fields { rest = rest.replacing(field, with: "") }
      #expect(rest.allSatisfy { $0 == " " }, "\(columns): \(line)")
    }
    #expect(StatusLine.text(Samples.sweep(), left: nil, columns: 3) == "")
    #expect(StatusLine.text(Samples.sweep(), left: nil, columns: 4) == "49 %")
  }

  @Test func `an interval never stands without what it is of`() {
    for columns in 0...140 {
      let line = StatusLine.text(Samples.sweep(), left: Samples.left, columns: columns)
      if line.contains("to 5m") { #expect(line.contains("left")) }
    }
  }

  @Test func `all of a sweep is 100 %, and nothing less is`() {
    let almost = Samples.sweep(done: 999_999, failed: 0, running: 1, pending: 0, cancelled: 0, excluded: 0)
    #expect(StatusLine.text(almost, left: nil).hasPrefix("99 %"))
    let all = Samples.sweep(done: 7, failed: 0, running: 0, pending: 0, cancelled: 0, excluded: 0)
    #expect(StatusLine.text(all, left: nil).hasPrefix("100 %"))
  }

  @Test func `a paused sweep says so`() {
    #expect(StatusLine.text(Samples.sweep(state: "paused"), left: nil).contains("paused"))
    #expect(StatusLine.text(Samples.sweep(state: "paused"), left: nil, columns: 20).contains("paused"))
  }
}
