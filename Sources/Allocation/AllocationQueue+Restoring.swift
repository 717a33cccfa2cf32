extension AllocationQueue {
  /// Takes up a queue where an earlier life of the coordinator wrote it down.
  ///
  /// Workers that were connected have the time of a start to come back; whoever was told to submit something may have
  /// done so; failures in a row are those of the newest allocations.
  package init(
    name: String, nonce: String, settings: AllocationSettings, standing: Standing, nextNumber: Int,
    allocations: [Allocation], now: Double
  ) {
    self.init(name: name, nonce: nonce, settings: settings, standing: standing, now: now)
    self.nextNumber = max(nextNumber, (allocations.map(\.number).max() ?? 0) + 1)
    for var allocation in allocations {
      allocation.since = now
      switch allocation.state {
      case .intended: allocation.isUncertain = true
      case .started, .working:
        allocation.state = .started
        allocation.workerMissingSince = now
      case .leaving: allocation.workerMissingSince = now
      case .queued, .ended: break
      }
      self.allocations[allocation.number] = allocation
    }
    // Those without an outcome of their own say nothing.
    let telling = allocations.sorted { $0.number < $1.number }.filter {
      $0.hasWorked || $0.outcome == .failed
    }
    for allocation in telling.reversed() {
      guard !allocation.hasWorked else { break }
      failures += 1
      if lastFailure.isEmpty { lastFailure = allocation.reason }
    }
    if failures > 0 { failedAt = now }
  }
}
