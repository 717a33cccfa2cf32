internal import Journal
internal import Logging
internal import Transport

extension Coordinator {
  /// Sees that the owner, the first worker and the first client have keys, and that access files name today's
  /// endpoint. Says so where a key had to be made that is not the directory's first.
  ///
  /// - Throws: ``CoordinatorError/keys(path:reason:)``, ``AccessFileError``.
  func prepareAccess(_ files: KeyFiles) throws {
    guard configuration.refreshesAccess else { return }
    guard let serverKey else { return try writeOpenAccess(files) }
    let isFirstStart = allowList.all.isEmpty
    if let keySet { try adopt(keySet, files) }
    for (name, role) in KeyFiles.standing {
      let path = files.accessPath(name)
      let found = files.refresh(path, endpoint: endpoint, serverKey: serverKey) { allowList.find($0) }
      if case .good(let key) = found {
        if name == KeyFiles.ownerName { ownerKey = key }
        continue
      }
      let now = CoordinatorClock.wall
      let key = try files.issue(name, role: role, endpoint: endpoint, serverKey: serverKey, now: now)
      if name == KeyFiles.ownerName {
        ownerKey = key.publicKey
        // Whoever has a copy of the lost file could get in with a key that nobody can revoke.
        for old in allowList.all where old.name == name && allowList.revoke(old.publicKey, at: now) {
          core.batch.records.append(.keyRevoked(old.publicKey, at: now))
          logger.warning("the former key of the owner, \(old.publicKey.prefix(8))..., is revoked")
        }
      }
      allowList.add(key)
      core.batch.records.append(.keyAdded(key))
      // A directory of an older version has no owner's key yet, which concerns nobody.
      if !isFirstStart, name != KeyFiles.ownerName || found != .missing {
        logger.warning("\(KeyFiles.sentence(ofNewKeyIn: path, because: found))")
      }
    }
    for key in allowList.all
    where key.revokedAt == nil && !KeyFiles.standing.contains(where: { $0.name == key.name }) {
      _ = files.refresh(files.accessPath(key.name), endpoint: endpoint, serverKey: serverKey) {
        $0 == key.publicKey ? key : nil
      }
    }
  }

  /// Lets in who has a key of a set that was made before the start, and keeps its access files as the directory's own.
  ///
  /// - Throws: ``AccessFileError``.
  private func adopt(_ set: KeySet, _ files: KeyFiles) throws {
    for (name, file) in set.access {
      guard let publicKey = file.publicKey else { continue }
      if let known = allowList.find(publicKey) {
        guard known.revokedAt == nil else {
          logger.warning(
            """
            \(set.directory)/\(KeySet.fileName(name)) gets nobody in: its key \(known.name) was revoked; put the file of a \
            valid key in its place, such as \(files.accessPath(name))
            """)
          continue
        }
      } else {
        let key = AccessKey(
          publicKey: publicKey, role: file.role == .worker ? .worker : .client, name: name,
          createdAt: CoordinatorClock.wall)
        allowList.add(key)
        core.batch.records.append(.keyAdded(key))
      }
      if (try? AccessFile.load(files.accessPath(name)))?.publicKey != publicKey {
        try file.write(files.accessPath(name))
      }
    }
  }

  private func writeOpenAccess(_ files: KeyFiles) throws {
    for (name, role) in KeyFiles.standing {
      try AccessFile(role: role, endpoint: endpoint, serverKey: nil, publicKey: nil, secretKey: nil)
        .write(files.accessPath(name))
    }
  }
}
