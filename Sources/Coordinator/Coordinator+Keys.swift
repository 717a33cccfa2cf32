internal import Journal
internal import Logging
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Makes a key and writes its access file into the data directory.
  ///
  /// - Throws: ``SelectionError``, ``CoordinatorError/keys(path:reason:)``.
  func addKey(_ command: WireCommand) throws -> KeysDocument {
    guard let serverKey else { throw SelectionError("this coordinator runs with --insecure and has no keys") }
    let name = command.argument
    let role = command.selectors.first ?? ""
    guard let role = AccessFile.Role(rawValue: role) else {
      throw SelectionError("a key's role is `client` or `worker`, found `\(role.prefix(80))`")
    }
    guard !name.isEmpty, name.count <= 64,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }),
      !name.hasPrefix(".")
    else {
      throw SelectionError(
        "a key's name is 1 to 64 letters, digits, `-`, `_` or `.`, found `\(name.prefix(80))`")
    }
    guard name != KeyFiles.ownerName else {
      throw SelectionError("the name \(name) is kept for the coordinator's own key; choose another name")
    }
    guard !allowList.all.contains(where: { $0.name == name && $0.revokedAt == nil }) else {
      throw SelectionError("there is a key named \(name) already; revoke it first or choose another name")
    }
    let files = KeyFiles(directory: directory)
    let key = try files.issue(
      name, role: role, endpoint: endpoint, serverKey: serverKey, now: CoordinatorClock.wall)
    allowList.add(key)
    batch.records.append(.keyAdded(key))
    var document = KeysDocument(allowList.all)
    document.written = files.accessPath(name)
    return document
  }

  /// Refuses keys from now on, and tells workers that came in with them.
  ///
  /// All names are looked up, and the result is looked at as a whole, before the first key is revoked.
  ///
  /// - Throws: ``SelectionError`` for an unknown name, for the owner's key, and where no client key but the owner's
  ///   would be left.
  func revokeKeys(_ names: [String]) throws(SelectionError) -> OutcomeDocument {
    guard !names.isEmpty else { throw SelectionError("revoke which keys? Name at least one") }
    let change = try KeyRevocation(of: names, in: allowList.all, owner: ownerKey)
    let now = CoordinatorClock.wall
    var targets: [OutcomeDocument.Target] = []
    for key in change.revoked where allowList.revoke(key.publicKey, at: now) {
      batch.records.append(.keyRevoked(key.publicKey, at: now))
      let cut = cutOff(key)
      let workers =
        cut == 0
        ? ""
        : "; \(Plural.of(cut, "worker")) \(cut == 1 ? "was" : "were") cut off, and their tasks go to others"
      targets.append(change.target(key, "was revoked\(workers)", isChanged: true))
    }
    let count = targets.count
    for key in change.known {
      targets.append(change.target(key, "was revoked before; nothing was changed", isChanged: false))
    }
    return OutcomeDocument(action: "revoke-key", changed: count, targets: targets)
  }

  /// Ends the sessions of workers with this key.
  ///
  /// - Returns: how many there were.
  private func cutOff(_ key: AccessKey) -> Int {
    var count = 0
    for (session, worker) in workers where workerRows[session.worker]?.key == key.publicKey {
      count += 1
      logger.warning("worker \(session.worker) on \(worker.host) is cut off: its key was revoked")
      send(
        .refusal(
          .with {
            $0.code = "revoked"
            $0.message = AllowList.sentence(ofRevoked: key)
          }), to: worker.route)
      scheduler.workerLeft(session, reason: "its worker's key was revoked")
      forget(session)
    }
    return count
  }
}
