internal import Foundation
internal import Platform

/// Takes a share of a processor and does nothing with it: what peers on the measured machine cost by being there.
final class ProcessorLoad: @unchecked Sendable {
  /// Seconds in which the share is taken once.
  private static let period = 0.01

  // Touched only while `condition` is locked.
  private let condition = MonotonicCondition()
  private var isStopped = false
  private var hasEnded = false

  /// - Parameter processors: how many, on average; less than one.
  init(processors: Double) {
    Thread { [self] in
      while !condition.withLock({ isStopped }) {
        let start = MonotonicClock.seconds
        let used = ProcessorClock.threadSeconds
        while ProcessorClock.threadSeconds - used < processors * ProcessorLoad.period {}
        let rest = ProcessorLoad.period - (MonotonicClock.seconds - start)
        if rest > 0 { Thread.sleep(forTimeInterval: rest) }
      }
      condition.withLock {
        hasEnded = true
        condition.broadcast()
      }
    }.start()
  }

  /// Ends it.
  func stop() {
    condition.withLock {
      isStopped = true
      while !hasEnded { condition.wait() }
    }
  }
}
