internal import Platform
internal import ZeroMQ

/// A coordinator's key pair and the access files of its first worker and first client, in a directory of their own: made
/// before the coordinator's first start, so that its workers can be given theirs at the same time.
package struct KeySet: Sendable {
  /// Where it lies.
  package let directory: String
  /// The coordinator's own key pair.
  package let coordinator: AccessFile
  /// What others get, by the name of the key.
  package let access: [(name: String, file: AccessFile)]

  /// The keys that are handed out.
  package static let roles: [(name: String, role: AccessFile.Role)] = [
    ("worker", .worker), ("client", .client),
  ]

  /// The file of the coordinator's own pair.
  package static let coordinatorName = "coordinator.json"

  /// The access file of a key.
  package static func fileName(_ name: String) -> String { "\(name).access.json" }

  /// Reads a set that was made.
  ///
  /// - Throws: ``AccessFileError`` where a file is missing, is not trusted, or does not belong to the set.
  package static func load(_ directory: String) throws(AccessFileError) -> KeySet {
    let path = directory + "/" + coordinatorName
    let coordinator = try AccessFile.load(path)
    guard let publicKey = coordinator.publicKey, coordinator.secretKey != nil else {
      throw AccessFileError(path: path, problem: "it holds no key pair of a coordinator")
    }
    var access: [(name: String, file: AccessFile)] = []
    for (name, role) in roles {
      let path = directory + "/" + fileName(name)
      let file = try AccessFile.load(path)
      guard file.role == role else {
        throw AccessFileError(
          path: path, problem: "it is a \(file.role.rawValue)'s, expected a \(role.rawValue)'s")
      }
      guard file.serverKey == publicKey else {
        throw AccessFileError(
          path: path,
          problem:
            "it is for another coordinator than the one of \(coordinatorName) beside it; keep those of one set "
            + "together")
      }
      access.append((name, file))
    }
    return KeySet(directory: directory, coordinator: coordinator, access: access)
  }

  /// Makes what is missing in the directory and leaves what is there; only the address is brought up to date.
  ///
  /// - Parameters:
  ///   - directory: made with mode 0700 where it is not there; its parent has to be.
  ///   - endpoint: what workers and clients connect to.
  /// - Throws: ``AccessFileError``.
  package static func prepare(
    in directory: String, endpoint: String
  ) throws(AccessFileError) -> KeySet {
    do throws(SystemError) { try PrivateFile.makeDirectory(directory) } catch {
      throw AccessFileError(path: directory, problem: "\(error)")
    }
    let path = directory + "/" + coordinatorName
    if !PrivateFile.exists(path) {
      // A new pair makes every access file beside it useless, so there has to be none.
      for (name, _) in roles where PrivateFile.exists(directory + "/" + fileName(name)) {
        throw AccessFileError(
          path: path,
          problem:
            "it is missing, but \(fileName(name)) is there; put it back, or begin in an empty directory")
      }
      let keys = try pair(for: path)
      try AccessFile(
        role: .client, endpoint: "-", serverKey: nil, publicKey: keys.publicKey, secretKey: keys.secretKey
      ).write(path)
    }
    let coordinator = try AccessFile.load(path)
    for (name, role) in roles {
      let path = directory + "/" + fileName(name)
      if PrivateFile.exists(path) {
        var file = try AccessFile.load(path)
        guard file.endpoint != endpoint else { continue }
        file.endpoint = endpoint
        try file.write(path)
      } else {
        let keys = try pair(for: path)
        try AccessFile(
          role: role, endpoint: endpoint, serverKey: coordinator.publicKey, publicKey: keys.publicKey,
          secretKey: keys.secretKey
        ).write(path)
      }
    }
    return try load(directory)
  }

  private static func pair(for path: String) throws(AccessFileError) -> CurveKeyPair {
    do throws(ZMQError) { return try CurveKeyPair.generate() } catch {
      throw AccessFileError(path: path, problem: "\(error)")
    }
  }
}
