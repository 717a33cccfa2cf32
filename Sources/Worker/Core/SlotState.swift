internal import Transport

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
  /// What was sent and has not ended; the first call's tasks run.
  private(set) var piped: [HeldTask] = []
  /// How many of `piped` belong to each call.
  private var calls: [Int] = []
  /// Tasks that the running call began with; its limits are theirs together.
  private(set) var callSize = 1
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
  /// What the kernel took for the process's largest resident set before it did anything.
  var inheritedPeak = 0
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

  /// The tasks of the running call that have not ended: one, unless replicates run together.
  var running: ArraySlice<HeldTask> { piped.prefix(calls.first ?? 0) }

  /// True where more tasks can be sent.
  var takesTasks: Bool { phase == .ready && interruptedAt == nil && !isRecalled }

  /// Adds one call's tasks.
  mutating func push(_ tasks: [HeldTask], now: Double) {
    guard !tasks.isEmpty else { return }
    piped += tasks
    calls.append(tasks.count)
    if calls.count == 1 { begin(now: now) }
  }

  /// Removes the attempt of that name, which runs unless the slot handed back others.
  mutating func remove(_ lease: LeaseKey, now: Double) -> HeldTask? {
    guard let index = piped.firstIndex(where: { $0.lease == lease }) else { return nil }
    let task = piped.remove(at: index)
    var end = 0
    guard
      let call = calls.firstIndex(where: { count in
        end += count
        return index < end
      })
    else { return task }
    calls[call] -= 1
    guard calls[call] == 0 else { return task }
    calls.remove(at: call)
    if call == 0 { begin(now: now) }
    return task
  }

  mutating func removeAll() -> [HeldTask] {
    defer {
      piped.removeAll()
      calls.removeAll()
    }
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
    // A call of one that has begun is never sent again, and its checkpoint may be hundreds of megabytes.
    if callSize == 1, running.first?.checkpoint != nil { piped[0].checkpoint = nil }
  }

  /// The last step that the attempt reported; 0 where it runs with others, whose steps are not told apart, or not yet.
  func stepReached(by lease: LeaseKey) -> Int64 {
    callSize == 1 && running.first?.lease == lease ? step : 0
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
    callSize = max(1, calls.first ?? 1)
    log.removeAll()
  }
}
