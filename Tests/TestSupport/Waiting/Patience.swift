/// How long anything in a test may take before it counts as stuck. No test asserts on time.
package enum Patience {
  package static let seconds = 60.0

  /// Asks until the answer is yes; false where that takes too long.
  ///
  /// For what gives no signal that could be waited for (``Watched`` does). Each question has to take its own time, as a
  /// command or a request does, so that asking is not a busy loop.
  package static func ask(
    within seconds: Double = Patience.seconds, until isThere: () throws -> Bool
  ) rethrows -> Bool {
    let deadline = Deadline(within: seconds)
    while !deadline.isOver { if try isThere() { return true } }
    return false
  }
}
