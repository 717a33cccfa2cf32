internal import Synchronization
internal import ZeroMQ

/// Values that other threads leave for the coordinator's thread, and the doorbell that wakes it.
final class Mailbox<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])
  private let doorbell: Doorbell

  init(_ doorbell: Doorbell) { self.doorbell = doorbell }

  /// Leaves a value and wakes the reader.
  func post(_ value: Value) {
    values.withLock { $0.append(value) }
    doorbell.ring()
  }

  /// Takes everything left since the last call.
  func take() -> [Value] {
    values.withLock { values in
      defer { values.removeAll() }
      return values
    }
  }
}
