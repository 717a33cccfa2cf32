import Transport

/// What the supervisor knows about one slot process.
struct SlotState {
  enum Phase: Equatable {
    /// There is none; a new one starts then.
    case down(until: Double)
    /// Started, not yet ready.
    case starting
    case ready
    /// Killed, not yet collected.
    case dying(KillCause)
    /// There is none and none will be started.
    case retired
  }

  /// Seconds of work that may wait in a slot's pipe: enough to hide a round trip, too little to regret.
  static let pipedSeconds = 0.02
  static let pipedLimit = 64
  /// Seconds after which tasks that wait behind a long one are taken back.
  static let recallAfter = 0.25

  var phase = Phase.down(until: 0)
  /// What was sent and has not ended; the first one runs.
  private(set) var piped: [HeldTask] = []
  var log = LogRing()
  /// When the first of `piped` began, and when it last reported a step.
  var runningSince = 0.0
  var lastStep = 0.0
  var step: Int64 = 0
  /// When the slot was told to stop what it runs.
  var interruptedAt: Double?
  var isRecalled = false
  /// What ran when the slot was killed; the one behind it may have begun before the kill arrived.
  var killedLease: LeaseKey?
  var threads = 1
  /// Resident bytes of the process while it ran nothing; a guess before the first look.
  var idleResident = 64 << 20
  var startedAt = 0.0
  /// Deaths in a row without a single task done.
  var earlyDeaths = 0
  var hasEndedTask = false
  /// A moving average of what tasks take, in seconds; nil before the first.
  private(set) var typicalSeconds: Double?

  /// How many tasks may be in the pipe, the running one included.
  var depth: Int {
    guard let typicalSeconds else { return 1 }
    let count = SlotState.pipedSeconds / max(typicalSeconds, 1e-6)
    return max(1, min(SlotState.pipedLimit, Int(count)))
  }

  var running: HeldTask? { piped.first }

  /// True where more tasks can be sent.
  var takesTasks: Bool { phase == .ready && interruptedAt == nil && !isRecalled }

  mutating func push(_ task: HeldTask, now: Double) {
    piped.append(task)
    if piped.count == 1 { begin(now: now) }
  }

  /// Removes the attempt of that name, which is the first one unless the slot handed back others.
  mutating func remove(_ lease: LeaseKey, now: Double) -> HeldTask? {
    guard let index = piped.firstIndex(where: { $0.lease == lease }) else { return nil }
    let task = piped.remove(at: index)
    if index == 0 { begin(now: now) }
    return task
  }

  mutating func removeAll() -> [HeldTask] {
    defer { piped.removeAll() }
    return piped
  }

  mutating func revoke(_ lease: LeaseKey) -> Bool {
    guard let index = piped.firstIndex(where: { $0.lease == lease }) else { return false }
    piped[index].isRevoked = true
    return true
  }

  mutating func note(seconds: Double) {
    guard seconds.isFinite, seconds >= 0 else { return }
    // One long task is reason enough to stop piling up work behind the next one.
    if let typical = typicalSeconds, seconds < typical * 10 {
      typicalSeconds = typical * 0.9 + seconds * 0.1
    } else {
      typicalSeconds = seconds
    }
  }

  mutating func noteStep(_ newest: Int64, now: Double) {
    step = newest
    lastStep = now
  }

  /// Moves all deadlines: time in which nobody could look does not count.
  mutating func shift(by seconds: Double) {
    runningSince += seconds
    lastStep += seconds
  }

  private mutating func begin(now: Double) {
    runningSince = now
    lastStep = now
    step = 0
    log.removeAll()
  }
}
