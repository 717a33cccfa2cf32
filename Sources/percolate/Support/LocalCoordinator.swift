internal import Coordinator
internal import Foundation
internal import Journal

/// A coordinator on a thread of this process, for `run` and `coordinator`.
final class LocalCoordinator: Sendable {
  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    var started: Result<(StopSignal, String), any Error>?
    var ended: (any Error)??
  }

  private let state = State()
  private let stop: StopSignal
  /// Where it listens.
  let endpoint: String

  /// Starts the thread and waits until the coordinator listens.
  ///
  /// - Throws: what kept it from starting.
  init(_ configuration: CoordinatorConfiguration) throws {
    let state = state
    let thread = Thread {
      var failure: (any Error)?
      do {
        let coordinator = try Coordinator(configuration)
        state.condition.withLock {
          state.started = .success((coordinator.stopSignal, coordinator.endpoint))
          state.condition.broadcast()
        }
        try coordinator.run()
      } catch {
        failure = error
      }
      state.condition.withLock {
        if state.started == nil, let failure { state.started = .failure(failure) }
        state.ended = .some(failure)
        state.condition.broadcast()
      }
    }
    thread.name = "coordinator"
    thread.stackSize = 16 << 20
    thread.start()
    state.condition.lock()
    while state.started == nil { state.condition.wait() }
    let started = state.started
    state.condition.unlock()
    switch started {
    case .success(let (stop, endpoint)):
      self.stop = stop
      self.endpoint = endpoint
    case .failure(let error): throw error
    case nil: throw Problem(ExitStatus.someFailed, "the coordinator's thread ended before it started")
    }
  }

  /// Whether the coordinator's thread is over.
  var hasEnded: Bool { state.condition.withLock { state.ended != nil } }

  /// Asks it to stop; returns at once.
  func requestStop() { stop.stop() }

  /// Waits for its end.
  ///
  /// - Throws: what it ended by, where that was a failure.
  func join() throws {
    state.condition.lock()
    while state.ended == nil { state.condition.wait() }
    let ended = state.ended
    state.condition.unlock()
    if let failure = ended ?? nil { throw failure }
  }
}
