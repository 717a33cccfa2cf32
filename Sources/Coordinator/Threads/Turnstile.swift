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
    state.condition.withLock { waitForTurn() }
  }

  /// Ends a turn.
  func leave() {
    state.condition.withLock { endTurn() }
  }

  /// Lets all go first who wait now.
  func pass() {
    state.condition.withLock {
      guard state.next > state.current + 1 else { return }
      // In one go, or who is let in could be through before this one stands in line again.
      endTurn()
      waitForTurn()
    }
  }

  private func endTurn() {
    state.current += 1
    state.condition.broadcast()
  }

  private func waitForTurn() {
    let number = state.next
    state.next += 1
    while state.current != number { state.condition.wait() }
  }
}
