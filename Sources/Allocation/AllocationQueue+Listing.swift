/// What a list of the batch system's jobs tells. A worker that is connected is the better witness: while one is, its
/// job is there and runs, whatever a list says that may be a minute old.
extension AllocationQueue {
  /// The batch system could not be asked. Nothing is known that was not known before.
  package mutating func listingFailed(_ why: String) { trouble = why }

  /// Takes a list of jobs, in which there may be those of others.
  package mutating func listed(_ jobs: [BatchJob], now: Double) {
    trouble = nil
    listedAt = now
    var seen: [Int: BatchJob] = [:]
    for job in jobs {
      guard let number = number(of: job.key) else { continue }
      // Of two with one name the one that is not over counts.
      if let other = seen[number], other.phase != .ended, job.phase == .ended { continue }
      seen[number] = job
    }
    for (number, job) in seen { revive(number, job, now: now) }
    for allocation in alive {
      if let job = seen[allocation.number] {
        listed(job, as: allocation, now: now)
      } else {
        absent(allocation, now: now)
      }
    }
  }

  /// A job that is there although it was said not to be, or that nobody remembers: it is counted, or the queue would
  /// have more than it may.
  private mutating func revive(_ number: Int, _ job: BatchJob, now: Double) {
    guard job.phase == .waiting || job.phase == .running, (1...1_000_000_000).contains(number),
      allocations[number].map({ $0.state == .ended }) ?? true
    else { return }
    let old = allocations[number] ?? Allocation(number: number, state: .ended, since: now)
    allocations[number] = old
    update(number, now: now) {
      $0.state = .queued
      $0.outcome = nil
      $0.reason = ""
      $0.absences = 0
      $0.isUncertain = false
    }
    if number >= nextNumber {
      nextNumber = number + 1
      isChanged = true
    }
    changed.insert(number)
    eventAt = now
  }

  private mutating func listed(_ job: BatchJob, as allocation: Allocation, now: Double) {
    let number = allocation.number
    update(number, now: now, isNewState: false) {
      $0.job = job.job
      $0.absences = 0
      $0.isUncertain = false
      if !job.node.isEmpty { $0.node = job.node }
    }
    guard allocation.state != .working else { return }
    switch job.phase {
    case .waiting:
      if allocation.state == .started || allocation.state == .leaving {
        eventAt = now
        update(number, now: now) {
          $0.state = .queued
          $0.requeues += 1
          $0.workerMissingSince = nil
          $0.isOverdue = false
        }
      } else {
        update(number, now: now) { $0.state = .queued }
      }
      update(number, now: now, isNewState: false) { $0.reason = job.reason }
      if job.isHopeless {
        update(number, now: now, isNewState: false) { $0.isUnneeded = true }
        if standing == .active { change(to: .blocked(AllocationQueue.hopeless(job))) }
      }
    case .running where allocation.state == .leaving: break
    case .running:
      if allocation.state != .started { eventAt = now }
      update(number, now: now) {
        $0.state = .started
        $0.reason = ""
        $0.workerMissingSince = $0.workerMissingSince ?? now
      }
    case .ending:
      if allocation.state != .leaving { eventAt = now }
      update(number, now: now) { $0.state = .leaving }
    case .ended: gone(number, job.reason, now: now)
    }
  }

  private mutating func absent(_ allocation: Allocation, now: Double) {
    guard allocation.state != .working else { return }
    // It may be on its way to the batch system, by whoever was told to submit it.
    if allocation.state == .intended,
      !allocation.isUncertain || now - allocation.since < AllocationQueue.submissionPatience
    {
      return
    }
    allocations[allocation.number]?.absences += 1
    guard allocation.absences + 1 >= 2 else { return }
    if allocation.state == .intended {
      end(allocation.number, .unknown, "it is in no list of the batch system", now: now)
    } else {
      gone(allocation.number, "the batch system has it no longer", now: now)
    }
  }

  /// A job is over. One that was of no use while something waited for it is a failure.
  private mutating func gone(_ number: Int, _ reason: String, now: Double) {
    guard let allocation = allocations[number] else { return }
    let wasThere = allocation.state == .leaving
    let outcome: Allocation.Outcome =
      allocation.hasWorked
      ? .worked
      : allocation.isUnneeded || standing == .removing || wasThere && demand.slots == 0 ? .unneeded : .failed
    let what =
      outcome == .failed ? "job \(allocation.job) ended without having had a task (\(reason))" : reason
    end(number, outcome, what, now: now)
  }

  private static func hopeless(_ job: BatchJob) -> String {
    "job \(job.job) would wait for ever: the batch system says \(job.reason)"
  }
}
