import Foundation
import Platform
import TestSupport
import Testing

struct ClockTests {
  /// What reads the clock on the wall or waits by it, and what reads any clock past Platform.
  private static let wallClocks = [
    "Date()", "Date.now", "Date(timeIntervalSinceNow", "timeIntervalSinceNow", "timeIntervalSince(",
    "wait(until:", "CLOCK_REALTIME", "gettimeofday", "DispatchWallTime", "CFAbsoluteTime", "time(nil)",
    "time(NULL)", "pthread_cond_timedwait", "clock_gettime", "ContinuousClock", "SuspendingClock",
  ]

  /// The files that may: one tells dates, one waits by the monotonic clock, one reads it, and one in C measures
  /// processors.
  private static let allowed = [
    "WallClock.swift", "MonotonicCondition.swift", "MonotonicClock.swift", "Arithmetic.c",
  ]

  private static var sources: URL {
    Checkout.file("Sources")
  }

  @Test func `nothing but the file for dates reads the clock on the wall`() throws {
    let files = try #require(
      FileManager.default.enumerator(at: Self.sources, includingPropertiesForKeys: nil))
    var seen = 0
    for case let file as URL in files where ["swift", "c", "h"].contains(file.pathExtension) {
      seen += 1
      guard !Self.allowed.contains(file.lastPathComponent) else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for word in Self.wallClocks where text.contains(word) {
        Issue.record(
          "\(file.lastPathComponent) has `\(word)`: measure with MonotonicClock, date with WallClock")
      }
    }
    #expect(seen > 500)
  }

  @Test func `a wait with a limit ends by itself, and sooner when it is woken`() {
    let condition = MonotonicCondition()
    let start = MonotonicClock.seconds
    let wasWoken = condition.withLock { condition.wait(seconds: 0.05) }
    #expect(!wasWoken)
    #expect(MonotonicClock.seconds - start >= 0.05)
    final class Flag: @unchecked Sendable {
      // Touched only while the condition is locked.
      var isSet = false
    }
    let flag = Flag()
    let waker = Thread {
      condition.withLock {
        flag.isSet = true
        condition.broadcast()
      }
    }
    let ended = condition.withLock {
      waker.start()
      while !flag.isSet { guard condition.wait(seconds: 60) else { return false } }
      return true
    }
    #expect(ended)
  }

  @Test func `dates are UTC`() {
    #expect(WallClock.text(0) == "1970-01-01T00:00:00Z")
    #expect(WallClock.unixSeconds > 1_700_000_000)
  }
}
