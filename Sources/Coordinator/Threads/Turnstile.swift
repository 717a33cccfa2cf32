internal import Foundation

/// Lets one thread at a time do heavy work, and all of them in turn: a small piece of work waits for one slice
/// of a large one, not for its end.
final class Turnstile: Sendable {
  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    /// The number that the next to come gets, and the one whose turn it is.
    var next = 0
    var current = 0
  }

  private let state = State()

  /// How many stand in line behind the one whose turn it is.
  var waiting: Int { state.condition.withLock { max(0, state.next - state.current - 1) } }

  /// Waits for a turn, behind all who came before.
  func enter() {
    state.condition.lock()
    let number = state.next
    state.next += 1
    while state.current != number { state.condition.wait() }
    state.condition.unlock()
  }

  /// Ends a turn.
  func leave() {
    state.condition.withLock {
      state.current += 1
      state.condition.broadcast()
    }
  }

  /// Lets all go first who wait now.
  func pass() {
    let isAlone = state.condition.withLock { state.next == state.current + 1 }
    guard !isAlone else { return }
    leave()
    enter()
  }
}
