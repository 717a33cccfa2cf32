internal import Foundation
internal import Journal
internal import Platform
internal import SweepModel
internal import ZeroMQ

/// The one thread that writes the journal.
///
/// Batches that wait together become one transaction with one fsync (group commit). When the disk is full
/// it keeps the batch and tries again, and says so; nothing that waits is acknowledged meanwhile.
final class JournalThread: Sendable {
  /// Something that the coordinator's thread should know.
  enum Event: Sendable {
    /// Everything up to this tag is on disk.
    case durable(UInt64)
    /// The journal cannot be written now; it will be tried again.
    case trouble(String)
    /// The journal can be written again.
    case recovered
    /// The journal cannot be written any more.
    case broken(String)
  }

  /// What one turn of the coordinator's loop has to write.
  struct Batch: Sendable {
    var records: [JournalRecord] = []
    /// Files that the records name; written with them.
    var artifacts: [ArtifactContent] = []
    /// What happens to files that arrive in pieces, in order and before the records.
    var arrivals: [ArrivalWrite] = []
    /// Checkpoints that no record names any more; removed after the commit.
    var obsolete: [Digest] = []

    /// Records and files; rises with each that is added.
    var size: Int { records.count + arrivals.count }

    var isEmpty: Bool {
      records.isEmpty && artifacts.isEmpty && arrivals.isEmpty && obsolete.isEmpty
    }
  }

  private struct Job: Sendable {
    /// Whether it is done also while the disk is full.
    var makesRoom: Bool
    /// Called with nil where the journal will not be written any more.
    var run: @Sendable (Journal?) -> Void
  }

  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = MonotonicCondition()
    var batches: [(tag: UInt64, batch: Batch)] = []
    var jobs: [Job] = []
    var takesJobs = true
    /// Unix seconds since which nothing could be written.
    var troubledSince: Double?
    var events: [Event] = []
    var meter = CommitMeter()
    var isStopping = false
    var hasEnded = false
  }

  private let state = State()
  private let doorbell: Doorbell
  private let journal: Journal
  private let directory: DataDirectory

  init(journal: Journal, directory: DataDirectory, doorbell: Doorbell) {
    self.journal = journal
    self.directory = directory
    self.doorbell = doorbell
    let thread = Thread { [self] in
      Thread.current.name = "journal"
      loop()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Writes records behind the files that they name; ``Event/durable(_:)`` tells when they are on disk.
  func commit(tag: UInt64, _ batch: Batch) {
    state.condition.withLock {
      state.batches.append((tag, batch))
      state.condition.broadcast()
    }
  }

  /// Runs a job between two commits and waits for its result. Not to be called by the coordinator's thread.
  ///
  /// - Parameter makesRoom: whether it is done before what waits for room on the disk.
  /// - Throws: what the job throws, or ``Stopped`` where the journal failed for good or is about to be closed.
  func perform<Value: Sendable>(
    makesRoom: Bool = false, _ job: @escaping @Sendable (Journal) throws -> Value
  ) throws -> Value {
    let answer = Answer<Value>()
    try state.condition.withLock {
      guard state.takesJobs, !state.hasEnded else { throw Stopped() }
      state.jobs.append(
        Job(makesRoom: makesRoom) { journal in
          answer.give(
            Result {
              guard let journal else { throw Stopped() }
              return try job(journal)
            })
        })
      state.condition.broadcast()
    }
    return try answer.take().get()
  }

  /// Why a job was not done.
  struct Stopped: Error, CustomStringConvertible {
    let description = "the coordinator stops; submit it again to the next one"
  }

  /// How long transactions took so far.
  var meter: CommitMeter { state.condition.withLock { state.meter } }

  /// Unix seconds since which nothing could be written; nil where all is well.
  var troubledSince: Double? { state.condition.withLock { state.troubledSince } }

  /// Jobs that wait.
  var jobCount: Int { state.condition.withLock { state.jobs.count } }

  /// What happened since the last call; the doorbell rang for it.
  func takeEvents() -> [Event] {
    state.condition.withLock {
      defer { state.events.removeAll(keepingCapacity: true) }
      return state.events
    }
  }

  /// Takes no more jobs, and does none that would wait for room on the disk, so that who waits for one is told.
  func refuseJobs() {
    state.condition.withLock {
      state.takesJobs = false
      state.condition.broadcast()
    }
  }

  /// Takes no more jobs; what waits to be written is still written, unless there is no room for it.
  func beginToStop() {
    state.condition.withLock {
      state.takesJobs = false
      state.isStopping = true
      state.condition.broadcast()
    }
  }

  /// Writes what waits, then ends the thread and waits for it.
  func stop() {
    beginToStop()
    state.condition.withLock {
      while !state.hasEnded { state.condition.wait() }
    }
  }

  private func loop() {
    var isWritable = true
    while isWritable, let batches = next() {
      if let last = batches.last {
        isWritable = write(batches.map(\.batch))
        if isWritable { post(.durable(last.tag)) }
      }
      guard isWritable else { break }
      // Taken only now: some of them were done, or refused, while the disk was full.
      for job in takeJobs(where: { _ in true }) { job.run(journal) }
    }
    let left = state.condition.withLock {
      state.hasEnded = true
      state.condition.broadcast()
      defer { state.jobs.removeAll() }
      return state.jobs
    }
    for job in left { job.run(nil) }
  }

  /// What waits to be written, which may be nothing beside jobs; nil where the thread is to end.
  private func next() -> [(tag: UInt64, batch: Batch)]? {
    state.condition.withLock {
      while state.batches.isEmpty && state.jobs.isEmpty && !state.isStopping { state.condition.wait() }
      guard !state.batches.isEmpty || !state.jobs.isEmpty else { return nil }
      defer { state.batches.removeAll() }
      return state.batches
    }
  }

  private func takeJobs(where isTaken: (Job) -> Bool) -> [Job] {
    state.condition.withLock {
      let taken = state.jobs.filter(isTaken)
      state.jobs.removeAll(where: isTaken)
      return taken
    }
  }

  /// False where the journal is broken for good.
  private func write(_ batches: [Batch]) -> Bool {
    let start = CoordinatorClock.monotonic
    var troubled = false
    // Not again after a disk was full: what has its name by now would be replaced by what is left of it.
    var arrivals = batches.flatMap(\.arrivals)[...]
    while true {
      do throws(JournalError) {
        while let write = arrivals.first {
          try perform(write)
          arrivals.removeFirst()
        }
        // Cancelling a million tasks is one batch, of which a copy would take hundreds of megabytes.
        try journal.commit(
          batches.count == 1 ? batches.first?.records ?? [] : batches.flatMap(\.records),
          artifacts: batches.flatMap(\.artifacts))
        // Bytes that came back in a later batch of the same commit are named again.
        let rewritten = Set(
          batches.flatMap(\.arrivals).compactMap {
            if $0.store == .checkpoints, case .adopt(let digest) = $0.step { digest } else { nil }
          })
        for digest in batches.flatMap(\.obsolete) where !rewritten.contains(digest) {
          directory.checkpoints.remove(digest)
        }
        let (seconds, bytes) = (CoordinatorClock.monotonic - start, directory.journalBytes)
        state.condition.withLock {
          state.meter.committed(seconds: seconds)
          state.meter.journalBytes = bytes
        }
        if troubled {
          state.condition.withLock { state.troubledSince = nil }
          post(.recovered)
        }
        return true
      } catch {
        switch error {
        case .diskFull, .busy, .tooManyFiles:
          if !troubled {
            state.condition.withLock { state.troubledSince = CoordinatorClock.wall }
            post(.trouble("\(error)"))
          }
          troubled = true
          if !waitForRoom() { return false }
        default:
          post(.broken("\(error)"))
          return false
        }
      }
    }
  }

  /// Waits until it is worth trying again, and does what makes room meanwhile; false where the thread is to end.
  private func waitForRoom() -> Bool {
    // There is no signal for "space is free again": look every second, or stop when asked to.
    let (isStopping, takesJobs) = state.condition.withLock {
      if !state.isStopping, !state.jobs.contains(where: \.makesRoom) { state.condition.wait(seconds: 1) }
      return (state.isStopping, state.takesJobs)
    }
    for job in takeJobs(where: { $0.makesRoom || !takesJobs }) { job.run(takesJobs ? journal : nil) }
    return !isStopping
  }

  private func perform(_ write: ArrivalWrite) throws(JournalError) {
    let store = write.store == .artifacts ? directory.artifacts : directory.checkpoints
    switch write.step {
    case .piece(let offset, let content): try store.write(content, at: offset, of: write.file)
    case .adopt(let digest): try store.adopt(write.file, as: digest)
    case .abandon: store.abandon(write.file)
    }
  }

  private func post(_ event: Event) {
    state.condition.withLock { state.events.append(event) }
    doorbell.ring()
  }
}

/// A value that one thread waits for and another gives.
private final class Answer<Value: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var value: Result<Value, any Error>?

  func give(_ value: Result<Value, any Error>) {
    condition.withLock {
      self.value = value
      condition.signal()
    }
  }

  func take() -> Result<Value, any Error> {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let value { return value }
      condition.wait()
    }
  }
}
