internal import Journal

/// Answer to `keys`.
package struct KeysDocument: Document {
  package struct Row: Codable, Sendable {
    package var name: String
    package var role: String
    package var publicKey: String
    package var createdAt: Double
    package var revokedAt: Double?
  }

  package var version = 1
  package var keys: [Row]
  /// Where a new key's access file was written on the coordinator's machine.
  package var written: String?
}

extension KeysDocument {
  init(_ keys: [AccessKey]) {
    self.keys = keys.map {
      Row(
        name: $0.name, role: $0.role.rawValue, publicKey: $0.publicKey, createdAt: $0.createdAt,
        revokedAt: $0.revokedAt)
    }
  }
}
