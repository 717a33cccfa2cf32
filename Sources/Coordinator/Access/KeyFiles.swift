internal import Foundation
internal import Journal
internal import Transport
internal import ZeroMQ

/// The coordinator's own key pair and the access files it hands out, in the data directory.
struct KeyFiles {
  let directory: DataDirectory

  /// The name of the key that commands on the coordinator's own machine use. No command can revoke it, so that
  /// whoever runs the coordinator always gets in.
  static let ownerName = "owner"

  /// The keys that every data directory has.
  static let standing: [(name: String, role: AccessFile.Role)] = [
    (ownerName, .client), ("worker", .worker), ("client", .client),
  ]

  /// What became of an access file since it was written.
  enum Found: Equatable {
    /// It is there, and so is its key, in Z85.
    case good(String)
    case missing
    /// The name of its key, which was revoked.
    case revoked(String)
    /// Why it cannot be used.
    case unusable(String)
  }

  /// The coordinator's key pair; made at the first start.
  ///
  /// - Parameters:
  ///   - isFirstStart: false where keys were handed out before: a new pair then shuts out everybody who has one.
  ///   - given: a set that was made before, whose pair comes before that of the directory.
  ///   - warn: takes a sentence where everybody is shut out.
  /// - Throws: ``CoordinatorError/keys(path:reason:)``.
  func serverKeys(
    isFirstStart: Bool, given: KeySet?, warn: (String) -> Void
  ) throws(CoordinatorError) -> CurveKeyPair {
    let path = directory.keysPath + "/" + KeySet.coordinatorName
    do {
      if let given { try take(given, to: path, isFirstStart: isFirstStart, warn: warn) }
      if FileManager.default.fileExists(atPath: path) {
        let file = try AccessFile.load(path)
        guard let publicKey = file.publicKey, let secretKey = file.secretKey else {
          throw CoordinatorError.keys(path: path, reason: "it holds no key pair; restore it from a backup")
        }
        return try CurveKeyPair(publicKey: publicKey, secretKey: secretKey)
      }
      let keys = try CurveKeyPair.generate()
      try AccessFile(
        role: .client, endpoint: "-", serverKey: nil, publicKey: keys.publicKey, secretKey: keys.secretKey
      ).write(path)
      if !isFirstStart {
        warn(
          "\(path) was missing, so the coordinator has a new key pair: access files that were copied before get "
            + "nobody in any more; copy them again from \(directory.path)")
      }
      return keys
    } catch let error as CoordinatorError {
      throw error
    } catch {
      throw .keys(path: path, reason: "\(error)")
    }
  }

  private func take(
    _ given: KeySet, to path: String, isFirstStart: Bool, warn: (String) -> Void
  ) throws(AccessFileError) {
    let former = FileManager.default.fileExists(atPath: path) ? try AccessFile.load(path) : nil
    guard former?.publicKey != given.coordinator.publicKey || former?.secretKey != given.coordinator.secretKey
    else { return }
    try given.coordinator.write(path)
    guard !isFirstStart else { return }
    warn(
      "the coordinator now has the key pair of \(given.directory) (--keys): access files that were made for the former one "
        + "get nobody in any more")
  }

  /// Where the access file of that name lies. The owner's is beside the coordinator's own keys, where nobody looks
  /// for something to copy.
  func accessPath(_ name: String) -> String {
    name == KeyFiles.ownerName ? directory.ownerAccessPath : directory.path + "/\(name).access.json"
  }

  /// Makes a key pair in a role and writes its access file.
  ///
  /// - Returns: what the journal must know of it.
  /// - Throws: ``CoordinatorError/keys(path:reason:)``.
  func issue(
    _ name: String, role: AccessFile.Role, endpoint: String, serverKey: String, now: Double
  ) throws(CoordinatorError) -> AccessKey {
    let path = accessPath(name)
    do {
      let keys = try CurveKeyPair.generate()
      try AccessFile(
        role: role, endpoint: endpoint, serverKey: serverKey, publicKey: keys.publicKey,
        secretKey: keys.secretKey
      ).write(path)
      return AccessKey(
        publicKey: keys.publicKey, role: role == .worker ? .worker : .client, name: name, createdAt: now)
    } catch {
      throw .keys(path: path, reason: "\(error)")
    }
  }

  /// Writes today's endpoint into an access file whose key is valid.
  ///
  /// - Parameter find: what is known of a public key.
  func refresh(
    _ path: String, endpoint: String, serverKey: String, find: (String) -> AccessKey?
  ) -> Found {
    guard FileManager.default.fileExists(atPath: path) else { return .missing }
    do {
      var file = try AccessFile.load(path)
      guard let publicKey = file.publicKey else {
        return .unusable("it has no key, as the coordinator last ran with --insecure")
      }
      guard let key = find(publicKey) else {
        return .unusable("its key is not one of this journal's")
      }
      guard key.revokedAt == nil else { return .revoked(key.name) }
      if file.endpoint != endpoint || file.serverKey != serverKey {
        file.endpoint = endpoint
        file.serverKey = serverKey
        try file.write(path)
      }
      return .good(publicKey)
    } catch {
      return .unusable("\(error)")
    }
  }

  /// Why a start had to make a key, and what that means.
  static func sentence(ofNewKeyIn path: String, because found: Found) -> String {
    let what =
      switch found {
      case .good: "it is good"
      case .missing:
        "it was missing. Copies of the old file work until their key is revoked (`percolate keys`)"
      case .revoked(let name): "its key \(name) was revoked. Copies of the old file stay refused"
      case .unusable(let why): "the old one could not be used (\(why))"
      }
    return "a new key was made and written to \(path): \(what); copy the new file to whoever should get in"
  }
}
