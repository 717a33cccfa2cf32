/// Answer to `keys`.
package struct KeysDocument: Document {
  package struct Row: Codable, Sendable {
    package var name: String
    package var role: String
    package var publicKey: String
    package var createdAt: Double
    package var revokedAt: Double?

    package init(
      name: String, role: String, publicKey: String, createdAt: Double, revokedAt: Double? = nil
    ) {
      self.name = name
      self.role = role
      self.publicKey = publicKey
      self.createdAt = createdAt
      self.revokedAt = revokedAt
    }
  }

  package var version = 1
  package var keys: [Row]
  /// Where a new key's access file was written on the coordinator's machine.
  package var written: String?

  package init(
    keys: [Row], written: String? = nil
  ) {
    self.keys = keys
    self.written = written
  }
}
