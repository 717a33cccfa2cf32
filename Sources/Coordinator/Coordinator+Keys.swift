internal import Journal
internal import Logging
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// The key that a command asks for.
  ///
  /// - Throws: ``SelectionError``.
  func keyRequest(_ command: WireAddKeyCommand) throws(SelectionError) -> KeyRequest {
    guard serverKey != nil else {
      throw SelectionError("this coordinator runs with --insecure and has no keys")
    }
    let role: AccessFile.Role
    switch command.role {
    case .client: role = .client
    case .worker: role = .worker
    case .unspecified, .UNRECOGNIZED:
      throw SelectionError("a key's role is client or worker, and this coordinator knows no other")
    }
    return try KeyRequest(name: command.name, role: role, among: allowList.all)
  }

  /// Lets in whoever has a key that was made, and whose access file is on disk.
  ///
  /// - Throws: ``SelectionError`` where none was made.
  func addKey(_ findings: CommandFindings) throws(SelectionError) -> KeysDocument {
    guard case .key(let key) = findings else { throw SelectionError("no key was made") }
    allowList.add(key)
    core.batch.records.append(.keyAdded(key))
    var document = KeysDocument(allowList.all)
    document.written = KeyFiles(directory: directory).accessPath(key.name)
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
      core.batch.records.append(.keyRevoked(key.publicKey, at: now))
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
    for (session, worker) in workers
    where core.registry.row(of: session.worker)?.key == key.publicKey {
      count += 1
      logger.warning("worker \(session.worker) on \(worker.host) is cut off: its key was revoked")
      send(
        .refusal(WireRefusal(.revoked, AllowList.sentence(ofRevoked: key))), to: worker.route)
      core.scheduler.workerLeft(
        session, reason: "its worker's key was revoked", now: CoordinatorClock.monotonic)
      forget(session)
    }
    return count
  }
}
