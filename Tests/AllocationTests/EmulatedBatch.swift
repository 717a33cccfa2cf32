@testable import Allocation

/// A batch system, an allocator and workers as values, which anything may happen to.
struct EmulatedBatch {
  enum Phase { case waiting, running, ended }
  struct Job {
    var number: String
    var phase: Phase
    var hasWorker = false
    var remembered = 3
  }

  var queue: AllocationQueue
  var jobs: [String: Job] = [:]
  var now = 0.0
  var slots = 0
  /// What the allocator in office was told to submit and has done.
  private var attempted: Set<String> = []
  private var outcomes: [(number: Int, outcome: SubmitOutcome)] = []
  private var nextJob = 1
  /// Rows as the journal has them.
  private var rows: [Int: Allocation] = [:]
  private var next = 1
  var mistakes: [String] = []

  init(_ settings: AllocationSettings) {
    queue = AllocationQueue(name: "q", nonce: "n", settings: settings, now: 0)
  }

  var alive: Int { jobs.values.count { $0.phase != .ended } }

  /// One step of the allocator: reports, takes orders that are on disk, carries them out.
  mutating func step(lists: Bool, listFails: Bool, forgetsAnswer: Bool, submissions: () -> Int) {
    for (number, outcome) in outcomes { queue.submissionEnded(number, outcome, now: now) }
    outcomes = []
    if lists { list(fails: listFails) }
    let orders = queue.plan(AllocationDemand(slots: slots, tasks: slots), now: now)
    save()
    if forgetsAnswer { return }
    for number in orders.cancel {
      let key = queue.key(of: number)
      if queue.allocations[number]?.state == .working { mistakes.append("cancels \(key), which works") }
      // As `scancel --state=PENDING` does.
      if jobs[key]?.phase == .waiting { jobs[key]?.phase = .ended }
    }
    for number in orders.submit where attempted.insert(queue.key(of: number)).inserted {
      let key = queue.key(of: number)
      switch submissions() {
      case 0: outcomes.append((number, .refused("no", isHopeless: false)))
      case 1: outcomes.append((number, .unknown("no answer")))
      case 2:
        outcomes.append((number, .unknown("no answer")))
        add(key)
      default: outcomes.append((number, .submitted(job: add(key))))
      }
    }
  }

  @discardableResult
  private mutating func add(_ key: String) -> String {
    if jobs[key] != nil { mistakes.append("\(key) is submitted twice") }
    jobs[key] = Job(number: "\(nextJob)", phase: .waiting)
    nextJob += 1
    if alive > queue.settings.maximum { mistakes.append("\(alive) jobs of \(queue.settings.maximum)") }
    return "\(nextJob - 1)"
  }

  private mutating func list(fails: Bool) {
    if fails {
      let before = queue.allocations
      queue.listingFailed("away")
      if queue.allocations != before { mistakes.append("a failed list changed something") }
      return
    }
    var listed: [BatchJob] = []
    for (key, job) in jobs.sorted(by: { $0.key < $1.key }) {
      let phase: BatchJob.Phase = job.phase == .waiting ? .waiting : job.phase == .running ? .running : .ended
      listed.append(BatchJob(key: key, job: job.number, phase: phase, node: "n1"))
      if job.phase == .ended {
        jobs[key]?.remembered -= 1
        if job.remembered <= 0 { jobs[key] = nil }
      }
    }
    queue.listed(listed, now: now)
    for allocation in queue.alive where jobs[queue.key(of: allocation.number)]?.phase == .running {
      if allocation.state == .queued { mistakes.append("a running job counts as waiting") }
    }
  }

  /// The allocator is killed, perhaps between sbatch and telling, and another one begins.
  mutating func restartAllocator() {
    outcomes = []
    attempted = []
    queue.opened(queue.settings, now: now)
  }

  /// The coordinator is killed; what it had written is what there is. Workers come back.
  mutating func restartCoordinator() {
    queue = AllocationQueue(
      name: "q", nonce: "n", settings: queue.settings, standing: queue.standing, nextNumber: next,
      allocations: Array(rows.values), now: now)
    for (key, job) in jobs where job.hasWorker {
      if let number = queue.number(of: key) { queue.workerJoined(number, now: now) }
    }
  }

  mutating func save() {
    let changes = queue.takeChanges()
    for allocation in changes.allocations { rows[allocation.number] = allocation }
    rows = rows.filter { queue.allocations[$0.key] != nil }
    if changes.queue { next = queue.nextNumber }
  }

  mutating func begin(_ key: String) {
    if jobs[key]?.phase == .waiting { jobs[key]?.phase = .running }
  }

  mutating func join(_ key: String, works: Bool) {
    guard jobs[key]?.phase == .running, jobs[key]?.hasWorker == false else { return }
    jobs[key]?.hasWorker = true
    guard let number = queue.number(of: key) else { return }
    queue.workerJoined(number, now: now)
    if works { queue.workerWorked(number, now: now) }
  }

  mutating func leave(_ key: String, to phase: Phase) {
    guard let job = jobs[key], job.phase == .running || phase == .ended else { return }
    jobs[key]?.phase = phase
    jobs[key]?.hasWorker = false
    if job.hasWorker, let number = queue.number(of: key) { queue.workerLeft(number, now: now) }
  }
}
