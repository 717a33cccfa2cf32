internal import Platform

/// A value that some threads change and others wait for.
package final class Watched<Value: Sendable>: @unchecked Sendable {
  // Touched only while `condition` is locked.
  private var current: Value
  private let condition = MonotonicCondition()

  package init(_ value: Value) { current = value }

  package var value: Value { condition.withLock { current } }

  /// Changes the value, and wakes those who wait for it.
  package func change<R>(_ body: (inout Value) throws -> R) rethrows -> R {
    try condition.withLock {
      defer { condition.broadcast() }
      return try body(&current)
    }
  }

  /// Waits until the value is as wanted; false where that takes too long.
  ///
  /// - Parameter isThere: called with the value locked, so it may not use this object.
  package func wait(
    within seconds: Double = Patience.seconds, until isThere: (Value) -> Bool
  ) -> Bool {
    let deadline = Deadline(within: seconds)
    return condition.withLock {
      while !isThere(current) {
        if deadline.isOver { return false }
        condition.wait(seconds: deadline.left)
      }
      return true
    }
  }
}
