import Testing

@testable import Coordinator

/// Whoever is refused cannot fill the log.
@Suite
struct RefusalLogTests {
  @Test func `the first is told at once, the others once a minute as a count`() {
    var log = RefusalLog()
    let first = log.add(.handshake(from: "10.0.0.1"), now: 100)
    #expect(first?.hasPrefix("refused peer 10.0.0.1: it did not get through the CURVE handshake") == true)
    for number in 0..<5000 {
      #expect(log.add(.handshake(from: "10.0.0.\(number % 3)"), now: 100 + Double(number) / 100) == nil)
    }
    #expect(log.due(now: 159).isEmpty)
    let lines = log.due(now: 160)
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("refused 5000 more peers from 3 addresses, the newest 10.0.0.1") == true)
    // The flood goes on: a line a minute, not one at once and one later.
    #expect(log.add(.handshake(from: "10.0.0.1"), now: 161) == nil)
    #expect(log.due(now: 220).count == 1)
    // A quiet minute, and the next is news again.
    #expect(log.due(now: 281).isEmpty)
    #expect(log.add(.handshake(from: "10.0.0.1"), now: 282) != nil)
  }

  @Test func `reasons are told apart, and made-up ones cannot fill the log`() {
    var log = RefusalLog()
    #expect(log.add(.handshake(from: "a"), now: 0) != nil)
    #expect(log.add(.crowd(from: "a"), now: 0) != nil)
    var told = 0
    for number in 0..<10_000 {
      let line = log.add(.message(from: "host \(number)", why: "reason \(number)"), now: 1)
      if line != nil { told += 1 }
    }
    #expect(told == RefusalLog.maximumReasons)
    #expect(log.add(.handshake(from: "b"), now: 1) == nil)
    let lines = log.due(now: 100)
    #expect(lines.count == 2, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("refused 9984 more messages from at least 1000 addresses") })
  }

  @Test func `what was not told is told at the end`() {
    var log = RefusalLog()
    _ = log.add(.message(from: nil, why: "it is empty"), now: 0)
    #expect(log.all().isEmpty)
    _ = log.add(.message(from: nil, why: "it is empty"), now: 0)
    _ = log.add(.message(from: nil, why: "it is empty"), now: 0)
    #expect(log.all() == ["refused 1 more message in the last minute: it is empty"])
  }
}
