internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

/// Tasks whose program brings files wait beside the queue until those are on this machine: the first one has them fetched,
/// once for all.
extension SupervisorCore {
  /// Puts a task where it waits for what it needs: its program's files, then its checkpoint, then a slot.
  mutating func takeIn(_ task: HeldTask, now: Double) {
    guard let bundle = task.assignment.bundle else { return takeInWithFiles(task, now: now) }
    if filesFetches[bundle] != nil {
      filesFetches[bundle]?.waiting.append(task)
    } else {
      filesFetches[bundle] = FilesFetch(bundle, for: task)
      actions.append(.findFiles(bundle))
    }
  }

  private mutating func takeInWithFiles(_ task: HeldTask, now: Double) {
    guard !task.assignment.hasCheckpoint else { return fetchCheckpoint(of: task, now: now) }
    queue.append(task)
  }

  /// The shell has looked whether the files are here.
  mutating func foundFiles(_ bundle: ProgramBundle, isThere: Bool, now: Double) {
    guard filesFetches[bundle]?.state == .looking else { return }
    if isThere { return filesAreHere(bundle, now: now) }
    filesFetches[bundle]?.state = .fetching
    askForFiles(now: now)
  }

  /// The shell has unpacked the files, or could not.
  mutating func keptFiles(_ bundle: ProgramBundle, problem: String?, now: Double) {
    guard filesFetches[bundle]?.state == .unpacking else { return }
    if let problem { filesFailed(bundle, problem, now: now) } else { filesAreHere(bundle, now: now) }
  }

  mutating func askForFiles(now: Double) {
    guard link.isWelcomed else { return }
    for bundle in filesFetches.keys {
      guard let question = filesFetches[bundle]?.question(now: now) else { continue }
      actions.append(.send(WireToCoordinator(.checkpointRequest(question))))
    }
  }

  mutating func receivedFiles(_ part: WireCheckpointPart, now: Double) {
    guard let digest = Digest(bytes: part.files),
      let bundle = filesFetches.keys.first(where: { $0.digest == digest }),
      filesFetches[bundle]?.state == .fetching, let outcome = filesFetches[bundle]?.take(part)
    else { return }
    switch outcome {
    case .incomplete: askForFiles(now: now)
    case .complete(let content):
      filesFetches[bundle]?.state = .unpacking
      actions.append(.keepFiles(bundle, content))
    case .failed(let reason): filesFailed(bundle, reason, now: now)
    }
  }

  /// Tasks that waited for files and are not wanted any more; whoever is left asks for the files.
  mutating func takeWaitingForFiles(where isUnwanted: (HeldTask) -> Bool) -> [HeldTask] {
    var taken: [HeldTask] = []
    for bundle in filesFetches.keys {
      let gone = filesFetches[bundle]?.waiting.filter(isUnwanted) ?? []
      guard !gone.isEmpty else { continue }
      taken += gone
      filesFetches[bundle]?.waiting.removeAll(where: isUnwanted)
      filesFetches[bundle]?.forgetQuestion()
      if filesFetches[bundle]?.waiting.isEmpty == true { filesFetches[bundle] = nil }
    }
    return taken
  }

  private mutating func filesAreHere(_ bundle: ProgramBundle, now: Double) {
    for task in filesFetches.removeValue(forKey: bundle)?.waiting ?? [] { takeInWithFiles(task, now: now) }
  }

  private mutating func filesFailed(_ bundle: ProgramBundle, _ reason: String, now: Double) {
    log(.warning, "files of a program could not be had: \(reason)")
    for task in filesFetches.removeValue(forKey: bundle)?.waiting ?? [] {
      ledger.add(
        task.ended(.crashed, "the program's files could not be had: \(reason)", started: true), now: now)
    }
  }
}
