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
