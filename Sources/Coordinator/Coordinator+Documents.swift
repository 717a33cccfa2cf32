internal import Journal
internal import Messages
internal import Results
internal import Scheduling
internal import SweepModel

extension Coordinator {
  /// Tasks of a worker that are named.
  private static var toldLeases: Int { 64 }

  /// What is on disk of the chosen sweeps, and how the coordinator itself is.
  func statusDocument(of chosen: [SweepNumber]) -> StatusDocument {
    let rows = chosen.sorted().compactMap { number -> StatusDocument.SweepStatus? in
      guard let sweep = core.sweeps[number], let seen = committed.sweeps[number] else { return nil }
      let remaining = seen.census.pending + seen.census.running
      let eta = remaining > 0 ? sweep.meter.eta(remaining: remaining) : nil
      return .init(
        id: "\(sweep.id)", name: sweep.header.name, experiment: sweep.header.experiment,
        state: SweepCondition(seen.state, isFinished: seen.isFinished).rawValue,
        priority: seen.priority, planned: seen.census.planned, census: seen.census,
        rate: sweep.meter.rate, eta: eta?.seconds, etaLow: eta?.low, etaHigh: eta?.high,
        submittedAt: sweep.header.submittedAt, commit: sweep.header.commit?.description,
        refinement: seen.refinement,
        waitsBecause: core.scheduler.whyNothingFits(number, now: CoordinatorClock.monotonic))
    }
    return StatusDocument(
      sweeps: rows, workers: workers.count, slots: core.scheduler.workers.values.reduce(0) { $0 + $1.slots },
      stateVersion: committed.version, trouble: trouble,
      unwritten: backlog.unwritten(now: CoordinatorClock.monotonic),
      allocations: allocationSentences(), duplicateResults: core.scheduler.duplicateResults,
      lateResults: core.scheduler.lateResults)
  }

  func workersDocument() -> WorkersDocument {
    let now = CoordinatorClock.monotonic
    return WorkersDocument(
      workers: workers.values.sorted { $0.number < $1.number }.compactMap { worker in
        guard let live = core.scheduler.workers[worker.session] else { return nil }
        let state =
          live.isDraining
          ? "draining" : live.backOffUntil > now ? "backing-off" : live.leases.isEmpty ? "idle" : "working"
        return .init(
          id: "\(worker.session.worker)", host: worker.host, cpu: worker.cpu,
          instructionSet: worker.instructionSet, slots: live.slots, gpus: live.gpus,
          gpusInUse: live.gpusInUse, leases: live.leases.count,
          tasks: live.leases.keys.sorted().prefix(Coordinator.toldLeases).compactMap {
            core.index[$0].map { "\($0)" }
          },
          finished: committed.results(of: worker.session), silentSeconds: max(0, now - live.lastHeard),
          state: state,
          remainingSeconds: live.leavesAt.map { max(0, $0 - now) },
          job: worker.job.isEmpty ? nil : worker.job,
          key: worker.keyName)
      })
  }
}
