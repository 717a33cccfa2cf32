internal import Foundation
internal import Journal
internal import Transport
internal import ZeroMQ

/// The coordinator's own key pair and the access files it hands out, in the data directory.
struct KeyFiles {
  let directory: DataDirectory

  /// The coordinator's key pair; made at the first start.
  ///
  /// - Throws: ``CoordinatorError/keys(path:reason:)``.
  func serverKeys() throws(CoordinatorError) -> CurveKeyPair {
    let path = directory.keysPath + "/coordinator.json"
    do {
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
      return keys
    } catch let error as CoordinatorError {
      throw error
    } catch {
      throw .keys(path: path, reason: "\(error)")
    }
  }

  /// Where the access file of that name lies.
  func accessPath(_ name: String) -> String { directory.path + "/\(name).access.json" }

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

  /// Writes today's endpoint into an access file that is there; false where it is missing or unreadable.
  func refresh(_ name: String, endpoint: String, serverKey: String, isValid: (String) -> Bool) -> Bool {
    let path = accessPath(name)
    guard var file = try? AccessFile.load(path), let key = file.publicKey, isValid(key) else { return false }
    guard file.endpoint != endpoint || file.serverKey != serverKey else { return true }
    file.endpoint = endpoint
    file.serverKey = serverKey
    return (try? file.write(path)) != nil
  }
}
