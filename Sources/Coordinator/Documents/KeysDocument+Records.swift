internal import Journal
internal import Messages

extension KeysDocument {
  init(_ keys: [AccessKey]) {
    self.init(
      keys: keys.map {
        Row(
          name: $0.name, role: $0.role.rawValue, publicKey: $0.publicKey, createdAt: $0.createdAt,
          revokedAt: $0.revokedAt)
      })
  }
}
