internal import Foundation
internal import Platform

/// Reads a pipe to its end on a thread of its own, and lets others wait for what comes out of it.
package final class PipeText: Sendable {
  private struct State {
    var text = ""
    var hasEnded = false
  }

  private let state = Watched(State())

  /// Takes over the descriptor.
  package init(reading descriptor: Int32) {
    let state = state
    Thread {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
        let part = String(decoding: buffer[..<count], as: UTF8.self)
        state.change { $0.text += part }
      }
      state.change { $0.hasEnded = true }
      close(descriptor)
    }.start()
  }

  /// All that was read so far.
  package var text: String { state.value.text }

  /// Waits until the text has what is asked for; false where the pipe ended or the time passed without it.
  package func wait(
    within seconds: Double = Patience.seconds, until isThere: (String) -> Bool
  ) -> Bool {
    var isFound = false
    _ = state.wait(within: seconds) {
      isFound = isThere($0.text)
      return isFound || $0.hasEnded
    }
    return isFound
  }

  /// Waits for the pipe's end: until nobody holds its other end.
  package func waitForEnd(within seconds: Double = Patience.seconds) -> Bool {
    state.wait(within: seconds) { $0.hasEnded }
  }
}
