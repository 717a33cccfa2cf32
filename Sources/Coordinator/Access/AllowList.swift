package import Journal
internal import Synchronization
package import ZeroMQ

/// Who may connect: the public keys of the journal, by role. Asked by the ZAP thread at each handshake and
/// by the coordinator's thread at each message, so that a key is refused from the moment in which it is revoked.
package final class AllowList: Sendable {
  private let keys = Mutex<[String: AccessKey]>([:])

  package init() {}

  /// Adds a key, or replaces what is known of it.
  package func add(_ key: AccessKey) { keys.withLock { $0[key.publicKey] = key } }

  /// Refuses the key from now on; false where it is not there or was revoked before.
  package func revoke(_ publicKey: String, at time: Double) -> Bool {
    keys.withLock { keys in
      guard var key = keys[publicKey], key.revokedAt == nil else { return false }
      key.revokedAt = time
      keys[publicKey] = key
      return true
    }
  }

  /// The key where it is known and not revoked.
  package func valid(_ publicKey: String) -> AccessKey? {
    keys.withLock { keys in
      guard let key = keys[publicKey], key.revokedAt == nil else { return nil }
      return key
    }
  }

  /// The key, revoked or not; nil where it is not known.
  package func find(_ publicKey: String) -> AccessKey? { keys.withLock { $0[publicKey] } }

  /// What whoever holds a revoked key is told.
  static func sentence(ofRevoked key: AccessKey) -> String {
    "the key \(key.name) of this connection is no longer valid: it was revoked; ask whoever runs the coordinator for "
      + "another access file"
  }

  /// All keys, oldest first.
  package var all: [AccessKey] {
    keys.withLock { $0.values.sorted { ($0.createdAt, $0.publicKey) < ($1.createdAt, $1.publicKey) } }
  }

  /// The decision on a new connection. The key itself becomes the connection's user id.
  package func decide(_ request: ZAPRequest) -> ZAPDecision {
    guard request.mechanism == "CURVE", let key = request.publicKey else {
      return .deny(reason: "it does not use CURVE")
    }
    return keys.withLock { keys in
      guard let known = keys[key] else { return .deny(reason: "its key is not known here") }
      guard known.revokedAt == nil else { return .deny(reason: "its key \(known.name) was revoked") }
      return .allow(userID: key)
    }
  }
}
