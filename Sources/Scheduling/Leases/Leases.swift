internal import SweepModel

/// The leases of all running tasks: how they begin, what keeps them alive, and when they expire.
///
/// - A lease is **granted** to the session of a worker, with the task. It has no end of its own.
/// - Everything that the worker sends **extends** all leases of its session: they expire together, when it has been
///   silent for ``SchedulingConfiguration/leaseSeconds``. While the coordinator itself was frozen nobody could be
///   heard, so that time does not count.
/// - After a restart the leases of the journal are **awaited**: each has ``SchedulingConfiguration/graceSeconds``
///   for its worker to come back, whose hello **adopts** it.
/// - Whoever held an attempt that was taken away is **remembered**: its result may still come, and counts if it is
///   the first.
///
/// A value without clocks; what an expired lease means for its task is the scheduler's.
struct Leases: Sendable {
  private let leaseSeconds: Double
  private let graceSeconds: Double
  private var held: [TaskNumber: HeldLease] = [:]
  /// Attempts that were handed out and taken away again.
  var former = FormerHolders()
  /// When the first awaited lease runs out.
  private var nextExpiry = Double.infinity
  private var lastLook: Double?

  init(_ configuration: SchedulingConfiguration) {
    leaseSeconds = configuration.leaseSeconds
    graceSeconds = configuration.graceSeconds
  }

  /// The lease of a running task.
  subscript(task: TaskNumber) -> HeldLease? { held[task] }

  /// Every lease with its task, in no order.
  var all: [TaskNumber: HeldLease] { held }

  // MARK: Beginning

  /// A task is handed to a worker.
  mutating func grant(_ lease: Lease, to session: WorkerSession, now: Double) {
    held[lease.task] = HeldLease(attempt: lease.attempt, holder: .session(session), since: now)
  }

  /// The journal says that a worker of an earlier coordinator holds the attempt.
  mutating func awaitReturn(of worker: WorkerID, with lease: Lease, now: Double) {
    let until = now + graceSeconds
    held[lease.task] = HeldLease(attempt: lease.attempt, holder: .awaited(worker, until: until), since: now)
    nextExpiry = min(nextExpiry, until)
  }

  /// A worker said hello with an attempt that is its own.
  mutating func adopt(_ own: HeldLease, of task: TaskNumber, by session: WorkerSession) {
    var lease = own
    lease.holder = .session(session)
    held[task] = lease
  }

  // MARK: Living

  /// Changes what is known of a lease; nothing where there is none.
  mutating func update(_ task: TaskNumber, _ change: (inout HeldLease) -> Void) {
    guard var lease = held[task] else { return }
    change(&lease)
    held[task] = lease
  }

  /// Seconds by which all leases are extended, because the coordinator was frozen and could hear nobody. To be asked
  /// at each look.
  mutating func secondsUnheard(now: Double) -> Double {
    defer { lastLook = now }
    guard let lastLook, now - lastLook > leaseSeconds / 3 else { return 0 }
    return now - lastLook
  }

  // MARK: Ending

  /// Whether the leases of a session have expired that was last heard of then.
  func haveExpired(lastHeard: Double, now: Double) -> Bool { now - lastHeard > leaseSeconds }

  /// Why, as a sentence's part.
  var reasonOfSilence: String { "its worker was silent for \(Int(leaseSeconds)) s" }

  /// The awaited leases whose workers did not come back in time, by task.
  ///
  /// They are looked through once a grace window, not ten times a second.
  mutating func takeExpiredAwaited(now: Double) -> [(lease: Lease, worker: WorkerID)] {
    guard now >= nextExpiry else { return [] }
    nextExpiry = .infinity
    var expired: [(lease: Lease, worker: WorkerID)] = []
    for (task, lease) in held {
      guard case .awaited(let worker, let until) = lease.holder else { continue }
      if now >= until {
        expired.append((Lease(task: task, attempt: lease.attempt), worker))
      } else {
        nextExpiry = min(nextExpiry, until)
      }
    }
    return expired.sorted { $0.lease.task < $1.lease.task }
  }

  /// The task is nobody's any more.
  mutating func end(_ task: TaskNumber) -> HeldLease? { held.removeValue(forKey: task) }

  // MARK: Questions

  /// Whether a session holds this very attempt.
  func isHeld(_ lease: Lease, by session: WorkerSession) -> Bool {
    held[lease.task].map { $0.attempt == lease.attempt && $0.holder == .session(session) } ?? false
  }

  /// What a worker holds, or is awaited with.
  func all(of worker: WorkerID) -> [TaskNumber: HeldLease] {
    held.filter { $0.value.holder.worker == worker }
  }

  /// Leases of sessions that have lived at least `age` seconds.
  func all(olderThan age: Double, now: Double) -> [(lease: Lease, session: WorkerSession)] {
    held.compactMap { task, lease in
      guard case .session(let session) = lease.holder, now - lease.since >= age else { return nil }
      return (Lease(task: task, attempt: lease.attempt), session)
    }
  }
}
