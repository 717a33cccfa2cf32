internal import Synchronization
package import ZeroMQ

/// Asks a coordinator to stop, from any thread or signal handler's thread.
package final class StopSignal: Sendable {
  private let requested = Atomic<Bool>(false)
  private let doorbell: Doorbell

  package init(_ doorbell: Doorbell) { self.doorbell = doorbell }

  /// Returns at once; the coordinator's `run` returns soon after.
  package func stop() {
    requested.store(true, ordering: .releasing)
    doorbell.ring()
  }

  package var isRequested: Bool { requested.load(ordering: .acquiring) }
}
