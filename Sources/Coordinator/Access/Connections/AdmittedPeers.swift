internal import Synchronization

/// Peers that have shown a valid key, and whose first message has not come yet, by their address: the thread that checks
/// keys knows these, and the one that watches connections must not take them for strangers.
final class AdmittedPeers: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  /// A peer got through the handshake.
  func add(_ host: String) { counts.withLock { $0[host, default: 0] += 1 } }

  /// The first message of one has come.
  func remove(_ host: String) {
    counts.withLock { counts in
      guard let count = counts[host] else { return }
      counts[host] = count > 1 ? count - 1 : nil
    }
  }

  /// Whether one of the connections from there may be one of them.
  func contains(_ host: String) -> Bool { counts.withLock { $0[host] != nil } }

  /// Forgets peers that have left without a word.
  ///
  /// - Parameter hosts: those that connections without a message are from.
  func keepOnly(_ hosts: Set<String>) {
    counts.withLock { counts in
      if !counts.isEmpty { counts = counts.filter { hosts.contains($0.key) } }
    }
  }
}
