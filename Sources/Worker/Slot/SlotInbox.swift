internal import Glibc
internal import Synchronization

/// What the supervisor has sent and the computing thread has not taken yet.
final class SlotInbox: Sendable {
  private struct State {
    /// Calls, each of one task or of some that run together.
    var waiting: [[HeldTask]] = []
    var next = 0
    var isRunning = false
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let stop = Atomic(false)
  // Counts wake-ups; a semaphore is made to be posted and awaited by different threads.
  private nonisolated(unsafe) let wake: UnsafeMutablePointer<sem_t>

  init() {
    wake = .allocate(capacity: 1)
    sem_init(wake, 0, 0)
  }

  deinit {
    sem_destroy(wake)
    wake.deallocate()
  }

  /// True once the running task should stop.
  var shouldStop: Bool { stop.load(ordering: .relaxed) }

  /// Waits for the tasks of the next call, which run until this is asked again; nil at the end.
  func next() -> [HeldTask]? {
    while true {
      let (call, hasEnded): ([HeldTask]?, Bool) = state.withLock { state in
        state.isRunning = false
        guard state.next < state.waiting.count else { return (nil, state.hasEnded) }
        let call = state.waiting[state.next]
        // The definition and checkpoint of a task that was taken need no second home here.
        state.waiting[state.next] = []
        state.next += 1
        if state.next == state.waiting.count {
          state.waiting.removeAll(keepingCapacity: true)
          state.next = 0
        }
        state.isRunning = true
        stop.store(false, ordering: .relaxed)
        return (call, false)
      }
      if let call { return call }
      if hasEnded { return nil }
      while sem_wait(wake) != 0, errno == EINTR {}
    }
  }

  /// Adds calls in the order in which they came.
  func append(_ calls: [[HeldTask]]) {
    guard !calls.isEmpty else { return }
    state.withLock { $0.waiting.append(contentsOf: calls) }
    sem_post(wake)
  }

  /// Takes back all tasks that wait, and asks the running one to stop if `interrupting`.
  func takeWaiting(interrupting: Bool) -> [HeldTask] {
    state.withLock { state in
      let tasks = Array(state.waiting[state.next...].joined())
      state.waiting.removeAll(keepingCapacity: true)
      state.next = 0
      if interrupting, state.isRunning { stop.store(true, ordering: .relaxed) }
      return tasks
    }
  }

  /// Nothing more will come.
  func end() {
    state.withLock { $0.hasEnded = true }
    sem_post(wake)
  }
}
