internal import Journal
internal import Scheduling
internal import SweepModel

extension Coordinator {
  func statusDocument(of chosen: Set<SweepNumber>) -> StatusDocument {
    let rows = chosen.sorted().compactMap { number -> StatusDocument.SweepStatus? in
      guard let sweep = sweeps[number], let live = scheduler.sweeps[number] else { return nil }
      let remaining = live.census.pending + live.census.running
      let eta = remaining > 0 ? sweep.meter.eta(remaining: remaining) : nil
      let refinement = refinementStatus(of: number)
      let isFinished = live.census.isFinished && refinement?.isSettled != false
      return .init(
        id: "\(sweep.id)", name: sweep.header.name, experiment: sweep.header.experiment,
        state: isFinished && live.state != .cancelled ? "finished" : live.state.rawValue,
        priority: live.priority, planned: live.census.planned, census: live.census,
        rate: sweep.meter.rate, eta: eta?.seconds, etaLow: eta?.low, etaHigh: eta?.high,
        submittedAt: sweep.header.submittedAt, refinement: refinement)
    }
    return StatusDocument(
      sweeps: rows, workers: workers.count, slots: scheduler.workers.values.reduce(0) { $0 + $1.slots },
      stateVersion: stateVersion, trouble: trouble, duplicateResults: scheduler.duplicateResults,
      lateResults: scheduler.lateResults)
  }

  func workersDocument() -> WorkersDocument {
    let now = CoordinatorClock.monotonic
    return WorkersDocument(
      workers: workers.values.sorted { $0.number < $1.number }.compactMap { worker in
        guard let live = scheduler.workers[worker.session] else { return nil }
        let state =
          live.isDraining
          ? "draining" : live.restsUntil > now ? "resting" : live.leases.isEmpty ? "idle" : "working"
        return .init(
          id: "\(worker.session.worker)", host: worker.host, cpu: worker.cpu,
          instructionSet: worker.instructionSet, slots: live.slots, leases: live.leases.count,
          finished: live.finished, silentSeconds: max(0, now - live.lastHeard), state: state,
          remainingSeconds: live.leavesAt.map { max(0, $0 - now) }, key: worker.keyName)
      })
  }

  func keysDocument() -> KeysDocument {
    KeysDocument(
      keys: allowList.all.map {
        .init(
          name: $0.name, role: $0.role.rawValue, publicKey: $0.publicKey, createdAt: $0.createdAt,
          revokedAt: $0.revokedAt)
      })
  }
}
