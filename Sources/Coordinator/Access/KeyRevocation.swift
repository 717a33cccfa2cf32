internal import Journal
internal import Messages
internal import Results

/// Which keys some names mean, and whether all of them may be revoked.
struct KeyRevocation {
  /// To be revoked, each once.
  private(set) var revoked: [AccessKey] = []
  /// Revoked before.
  private(set) var known: [AccessKey] = []

  /// - Parameters:
  ///   - names: names or public keys.
  ///   - keys: all keys that there are, revoked ones too.
  ///   - owner: the public key that stays, whoever asks.
  /// - Throws: ``SelectionError``.
  init(of names: [String], in keys: [AccessKey], owner: String?) throws(SelectionError) {
    for name in names {
      let matching = keys.filter { $0.name == name || $0.publicKey == name }
      guard !matching.isEmpty else {
        throw .unknown("key", name, known: keys.filter { $0.revokedAt == nil }.map { ($0.name, $0.name) })
      }
      guard !matching.contains(where: { $0.publicKey == owner }) else {
        throw SelectionError(
          "the key \(KeyFiles.ownerName) is the coordinator's own and cannot be revoked, or nobody could get in any "
            + "more; to replace it, stop the coordinator, delete keys/\(KeyFiles.ownerName).access.json in its data "
            + "directory and start it again")
      }
      let valid = matching.filter { $0.revokedAt == nil }
      for key in valid where !revoked.contains(key) { revoked.append(key) }
      if valid.isEmpty, let newest = matching.last, !known.contains(newest) { known.append(newest) }
    }
    let left = keys.filter { $0.revokedAt == nil && $0.role == .client && $0.publicKey != owner }
    guard let last = revoked.last(where: { $0.role == .client }) else { return }
    guard left.contains(where: { !revoked.contains($0) }) else {
      throw SelectionError(
        "\(last.name) is the last client key besides the coordinator's own; make another one first "
          + "(`percolate keys add NAME --role client`), then revoke it. No key was revoked")
    }
  }

  /// A row of the answer.
  func target(_ key: AccessKey, _ what: String, isChanged: Bool) -> OutcomeDocument.Target {
    .init(
      kind: "key", id: key.publicKey, name: key.name, state: "revoked", isChanged: isChanged, tasks: 0,
      message: "the \(key.role.rawValue) key \(key.name) \(what)")
  }
}
