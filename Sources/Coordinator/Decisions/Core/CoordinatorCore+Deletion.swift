internal import Journal
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel

extension CoordinatorCore {
  /// Deletes sweeps that have ended. All are looked up before the first is deleted.
  ///
  /// - Throws: ``SelectionError`` for a name that means nothing, for `all`, and for a sweep that has not ended.
  mutating func delete(_ selectors: [String], isDryRun: Bool) throws(SelectionError) -> OutcomeDocument {
    guard !selectors.isEmpty else { throw SelectionError("delete what? Name at least one sweep") }
    guard !selectors.contains("all") else {
      throw SelectionError("delete takes sweeps by name, id or number, not `all`: what is deleted is gone")
    }
    var chosen: [SweepNumber] = []
    for selector in selectors {
      for number in try selectSweeps(selector) where !chosen.contains(number) { chosen.append(number) }
    }
    for number in chosen { try checkDeletable(number) }
    var targets: [OutcomeDocument.Target] = []
    for number in chosen {
      guard let live = sweeps[number], let census = scheduler.sweeps[number]?.census else { continue }
      let own = isDryRun ? tasksOfItsOwn(number) : remove(number)
      let shared = census.planned - census.excluded - own.count
      targets.append(
        .init(
          kind: "sweep", id: "\(live.id)", name: live.header.name,
          state: isDryRun ? condition(of: number)?.rawValue ?? "" : "deleted", isChanged: !isDryRun,
          tasks: own.count,
          message: "sweep \(live.header.name) (\(live.id)) \(isDryRun ? "would be" : "is") deleted, with "
            + "\(Plural.of(own.count, "task")) of its own and what \(own.count == 1 ? "it" : "they") left"
            + (shared > 0
              ? "; \(Plural.of(shared, "task")) that other sweeps plan \(shared == 1 ? "stays" : "stay")"
              : "")))
    }
    return OutcomeDocument(action: "delete", changed: isDryRun ? 0 : targets.count, targets: targets)
  }

  private func checkDeletable(_ number: SweepNumber) throws(SelectionError) {
    guard let live = sweeps[number], let entry = scheduler.sweeps[number] else { return }
    let label = "sweep \(live.header.name) (\(live.id))"
    guard let condition = condition(of: number), condition == .finished || condition == .cancelled else {
      throw SelectionError(
        "\(label) has not ended; `percolate cancel \(live.id)` ends it, and then it can be deleted")
    }
    guard entry.census.running == 0 else {
      throw SelectionError(
        "\(Plural.of(entry.census.running, "task")) of \(label) still \(entry.census.running == 1 ? "runs" : "run") for "
          + "another sweep; delete it once they have ended")
    }
  }

  private func tasksOfItsOwn(_ number: SweepNumber) -> [TaskNumber] {
    (scheduler.sweeps[number]?.tasks ?? []).filter { task in
      var isOwn = true
      scheduler.tasks.forEachSweep(of: task) { if $0 != number { isOwn = false } }
      return isOwn
    }
  }

  /// - Returns: the tasks that are gone with it.
  private mutating func remove(_ number: SweepNumber) -> [TaskNumber] {
    let gone = scheduler.sweepDeleted(number)
    for task in gone {
      index.remove(task)
      if let digest = checkpoints.drop(task) { batch.obsolete.append(digest) }
      if let abandoned = uploads.drop(task) { batch.arrivals.append(abandoned) }
      resumptions.remove(task)
    }
    sweeps[number] = nil
    refinedSweeps.removeAll { $0 == number }
    changedRefinements.remove(number)
    batch.records.append(.sweepDeleted(number))
    deletedSweeps.append(number)
    return gone
  }

  /// The sweeps whose streamed metrics a client wants to be removed.
  ///
  /// - Throws: ``SelectionError`` for a name that means nothing, and for a sweep that has not ended.
  func sweepsToPrune(_ selectors: [String]) throws(SelectionError) -> [SweepNumber] {
    var chosen: [SweepNumber] = []
    for selector in selectors {
      for number in try selectSweeps(selector) where !chosen.contains(number) {
        guard let condition = condition(of: number), condition == .finished || condition == .cancelled else {
          throw SelectionError(
            "sweep \(sweeps[number]?.header.name ?? "") (\(sweeps[number].map { "\($0.id)" } ?? "")) has not ended; "
              + "its streamed metrics can be removed once it has")
        }
        chosen.append(number)
      }
    }
    return chosen
  }

  /// Forgets the checkpoints that were removed.
  mutating func pruned(_ findings: CommandFindings, isDryRun: Bool) -> PruneDocument {
    guard case .pruned(let pruned) = findings else { return PruneDocument(isDryRun: isDryRun) }
    if !isDryRun {
      for (task, digest) in pruned.checkpoints where checkpoints[task]?.digest == digest {
        _ = checkpoints.drop(task)
      }
    }
    return PruneDocument(
      isDryRun: isDryRun, checkpoints: pruned.checkpoints.count, checkpointBytes: pruned.checkpointBytes,
      files: pruned.files, fileBytes: pruned.fileBytes, youngFiles: pruned.youngFiles,
      youngBytes: pruned.youngBytes, streamedValues: pruned.streamedValues,
      sharedTasks: pruned.sharedTasks)
  }
}
