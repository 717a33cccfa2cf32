/// A public key that may connect, and as what.
package struct AccessKey: Sendable, Hashable {
  /// What the holder of a key may do.
  package enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    case client, worker
  }

  /// CURVE public key in Z85, 40 characters.
  package var publicKey: String
  package var role: Role
  /// What `percolate keys` lists it by.
  package var name: String
  /// Unix seconds.
  package var createdAt: Double
  /// Unix seconds; nil while it is valid.
  package var revokedAt: Double?

  package init(publicKey: String, role: Role, name: String, createdAt: Double, revokedAt: Double? = nil) {
    self.publicKey = publicKey
    self.role = role
    self.name = name
    self.createdAt = createdAt
    self.revokedAt = revokedAt
  }
}
