import Foundation
import Synchronization

/// Reads a pipe to its end on a thread of its own, and lets others wait for what comes out of it.
final class PipeText: Sendable {
  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    var text = ""
    var hasEnded = false
  }

  private let state = State()

  /// Takes over the descriptor.
  init(reading descriptor: Int32) {
    let state = state
    let thread = Thread {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        state.condition.withLock {
          if count > 0 { state.text += String(decoding: buffer[..<count], as: UTF8.self) }
          state.hasEnded = count <= 0
          state.condition.broadcast()
        }
        if count <= 0 { break }
      }
      close(descriptor)
    }
    thread.start()
  }

  /// All that was read so far.
  var text: String { state.condition.withLock { state.text } }

  /// Waits until the text has what is asked for; false where the pipe ended or the time passed without it.
  func wait(within seconds: Double = Patience.seconds, until isThere: (String) -> Bool) -> Bool {
    let limit = Date(timeIntervalSinceNow: seconds)
    return state.condition.withLock {
      while !isThere(state.text) {
        if state.hasEnded || !state.condition.wait(until: limit) { return isThere(state.text) }
      }
      return true
    }
  }

  /// Waits for the pipe's end: until nobody holds its other end.
  func waitForEnd(within seconds: Double = Patience.seconds) -> Bool {
    let limit = Date(timeIntervalSinceNow: seconds)
    return state.condition.withLock {
      while !state.hasEnded { if !state.condition.wait(until: limit) { return state.hasEnded } }
      return true
    }
  }
}
