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
    for number in core.refinedSweeps {
      guard let entry = core.scheduler.sweeps[number].map({ ($0.census.isFinished, $0.state == .cancelled) }),
        core.sweeps[number]?.refinement?.beginRound(now: now, isEnded: entry.0, isCancelled: entry.1) == true,
        let sweep = core.sweeps[number]?.refinement?.sweep
      else { continue }
      let work = RefinementRound(number: number, sweep: sweep, reader: reader)
      let (refined, journal) = (refined, journalThread)
      submissions.run { refined.post((number, work.run(journal))) }
    }
  }

  /// A round was planned and is in the journal: its tasks may be handed out.
  ///
  /// - Throws: ``CoordinatorError/journal(_:)`` where the journal cannot be read.
  func finish(_ outcome: RefinementRound.Outcome, of number: SweepNumber, now: Double) throws {
    // Deleted meanwhile; what was added goes with it.
    guard core.sweeps[number] != nil else { return }
    core.changedRefinements.insert(number)
    core.sweeps[number]?.refinement?.endRound(outcome, now: now)
    let name = core.sweeps[number]?.header.name ?? "\(number)"
    switch outcome {
    case .settled: if core.sweeps[number]?.refinement?.isDue == false { core.recordShares() }
    case .added(let status, let planned, let ids):
      core.index.add(ids)
      core.scheduler.sweepGrew(number, by: planned)
      core.addedTasks += planned.map(\.task)
      logger.info("sweep \(name) goes on with \(Plural.of(planned.count, "task")) in round \(status.round)")
    case .overtaken: break
    case .postponed(let why): logger.error("sweep \(name) cannot go on yet: \(why)")
    case .broken(let why): throw CoordinatorError.journal(why)
    }
  }
}
