internal import Foundation
internal import Messages
internal import Synchronization

/// Signals a semaphore whenever the coordinator's state changes, on a thread and a connection of its own.
final class StateChanges: Sendable {
  /// Seconds between two signals at least.
  private static let interval = 0.2
  private let stopped = DispatchSemaphore(value: 0)
  private let isStopped = Atomic<Bool>(false)

  init(_ connection: ConnectionOptions, wake: DispatchSemaphore) {
    let options = Mutex(connection)
    Thread.detachNewThread { [self] in
      let connection = options.withLock { $0 }
      var version: UInt64 = 0
      while !isStopped.load(ordering: .acquiring) {
        // Where it cannot be asked, whoever waits looks at its own clock.
        let source = try? DocumentSource(connection, needsCoordinator: true)
        source?.saysSilence = false
        while let source, !isStopped.load(ordering: .acquiring) {
          let answer: StatusDocument?
          do {
            answer = try source.query(.status(unless: version), timeout: 3600) {
              self.isStopped.load(ordering: .acquiring)
            }
          } catch { break }
          guard let answer else { return }
          if answer.stateVersion != version { wake.signal() }
          version = answer.stateVersion
          if stopped.wait(timeout: .now() + StateChanges.interval) == .success { return }
        }
        if stopped.wait(timeout: .now() + 1) == .success { return }
      }
    }
  }

  func stop() {
    isStopped.store(true, ordering: .releasing)
    stopped.signal()
  }
}
