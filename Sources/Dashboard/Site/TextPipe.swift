internal import Dispatch
internal import Synchronization

/// Pieces from a thread that blocks to a task that does not, a few at a time.
final class TextPipe: Sendable {
  private struct State {
    var pieces: [[UInt8]] = []
    var waiting: CheckedContinuation<[UInt8]?, Never>?
    var hasEnded = false
    var isCancelled = false
  }

  private let state = Mutex(State())
  /// Pieces that may wait to be taken.
  private let room = DispatchSemaphore(value: 8)

  /// Waits until there is room, and gives a piece.
  ///
  /// - Returns: false where nobody wants more, or has taken anything for half a minute.
  func give(_ piece: [UInt8]) -> Bool {
    guard room.wait(timeout: .now() + 30) == .success else { return false }
    let (waiting, isCancelled): (CheckedContinuation<[UInt8]?, Never>?, Bool) = state.withLock { state in
      if state.isCancelled { return (nil, true) }
      guard let waiting = state.waiting else {
        state.pieces.append(piece)
        return (nil, false)
      }
      state.waiting = nil
      return (waiting, false)
    }
    if let waiting {
      room.signal()
      waiting.resume(returning: piece)
    }
    return !isCancelled
  }

  /// No more pieces come.
  func end() {
    let waiting = state.withLock { state in
      state.hasEnded = true
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(returning: nil)
  }

  /// No more pieces are wanted.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    room.signal()
  }

  /// The next piece; nil behind the last one. One task at a time asks.
  func next() async -> [UInt8]? {
    await withCheckedContinuation { continuation in
      let (piece, isDone): ([UInt8]?, Bool) = state.withLock { state in
        if !state.pieces.isEmpty { return (state.pieces.removeFirst(), true) }
        if state.hasEnded { return (nil, true) }
        state.waiting = continuation
        return (nil, false)
      }
      guard isDone else { return }
      if piece != nil { room.signal() }
      continuation.resume(returning: piece)
    }
  }
}
