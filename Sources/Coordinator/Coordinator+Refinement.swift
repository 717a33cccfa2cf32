internal import Journal
internal import Logging
internal import Messages
internal import Platform
internal import Results
internal import Scheduling
internal import SweepModel

extension Coordinator {
  /// Starts to plan for refined sweeps whose tasks have all ended. To be called when everything that they left is
  /// with the journal's thread.
  func refine(now: Double) {
    for number in refinedSweeps {
      guard let live = sweeps[number]?.refinement, live.isDue, !live.isPlanning, live.notBefore <= now,
        scheduler.sweeps[number]?.census.isFinished == true, scheduler.sweeps[number]?.state != .cancelled
      else { continue }
      sweeps[number]?.refinement?.isDue = false
      sweeps[number]?.refinement?.isPlanning = true
      let work = RefinementRound(number: number, sweep: live.sweep, journal: journalThread, reader: reader)
      let refined = refined
      submissions.run { refined.post((number, work.run())) }
    }
  }

  /// A round was planned and is in the journal: its tasks may be handed out.
  ///
  /// - Throws: ``CoordinatorError/journal(_:)`` where the journal cannot be read.
  func finish(_ outcome: RefinementRound.Outcome, of number: SweepNumber, now: Double) throws {
    changedRefinements.insert(number)
    sweeps[number]?.refinement?.isPlanning = false
    let name = sweeps[number]?.header.name ?? "\(number)"
    switch outcome {
    case .settled(let status):
      sweeps[number]?.refinement?.status = status
      if sweeps[number]?.refinement?.isDue == false { recordShares() }
    case .added(let status, let planned, let ids):
      sweeps[number]?.refinement?.status = status
      index.add(ids)
      scheduler.sweepGrew(number, by: planned)
      logger.info("sweep \(name) goes on with \(Plural.of(planned.count, "task")) in round \(status.round)")
    case .overtaken:
      // Most often a task runs again and its end will ask; where none does, it is looked at anew.
      sweeps[number]?.refinement?.isDue = true
      sweeps[number]?.refinement?.notBefore = now + 1
    case .postponed(let why):
      logger.error("sweep \(name) cannot go on yet: \(why)")
      sweeps[number]?.refinement?.isDue = true
      sweeps[number]?.refinement?.notBefore = now + 1
    case .broken(let why): throw CoordinatorError.journal(why)
    }
  }

  /// Plans again once the sweep's tasks have ended.
  func refinementIsDue(_ number: SweepNumber) {
    sweeps[number]?.refinement?.isDue = true
    changedRefinements.insert(number)
  }

  /// What a status says of a refined sweep; nil for a grid.
  func refinementStatus(of number: SweepNumber) -> RefinementStatus? {
    guard let live = sweeps[number]?.refinement, let entry = scheduler.sweeps[number] else { return nil }
    var status = live.status ?? RefinementStatus(of: live.sweep)
    status.isSettled = !live.isOpen && entry.census.isFinished || entry.state == .cancelled
    return status
  }
}
