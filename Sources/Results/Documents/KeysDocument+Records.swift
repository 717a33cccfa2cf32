package import Journal
package import Messages

extension KeysDocument {
  /// The keys that a journal holds.
  package init(_ keys: [AccessKey]) {
    self.init(
      keys: keys.map {
        Row(
          name: $0.name, role: $0.role.rawValue, publicKey: $0.publicKey, createdAt: $0.createdAt,
          revokedAt: $0.revokedAt)
      })
  }
}
