internal import Foundation

/// One thread that runs closures in the order in which they were given, or a few that take them in that order,
/// for work that may block: never the thread that answers heartbeats.
package final class SerialThread: Sendable {
  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = NSCondition()
    var work: [@Sendable () -> Void] = []
    var isStopping = false
    var running: Int

    init(running: Int) { self.running = running }
  }

  private let state: State

  /// - Parameter nice: how much nicer than this process's other threads they are to whoever wants the processor
  ///   (see nice(2)).
  package init(name: String, threads: Int = 1, nice: Int32 = 0) {
    state = State(running: threads)
    for _ in 0..<threads { SerialThread.start(name, state, nice: nice) }
  }

  private static func start(_ name: String, _ state: State, nice: Int32) {
    let thread = Thread {
      // Set from within, so that the system has it too, for `top -H`.
      Thread.current.name = name
      // On Linux this is the calling thread alone. Whoever may not be nicer, for which there is no reason, works on.
      let thread = __priority_which_t(PRIO_PROCESS.rawValue)
      if nice > 0 { setpriority(thread, 0, getpriority(thread, 0) + nice) }
      while true {
        state.condition.lock()
        while state.work.isEmpty && !state.isStopping { state.condition.wait() }
        guard !state.work.isEmpty else { break }
        let work = state.work.removeFirst()
        state.condition.unlock()
        work()
      }
      state.running -= 1
      state.condition.broadcast()
      state.condition.unlock()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Adds work; returns at once.
  package func run(_ work: @escaping @Sendable () -> Void) {
    state.condition.withLock {
      state.work.append(work)
      state.condition.signal()
    }
  }

  /// Finishes the work there is, then ends the threads and waits for them.
  package func stop() {
    state.condition.lock()
    state.isStopping = true
    state.condition.broadcast()
    while state.running > 0 { state.condition.wait() }
    state.condition.unlock()
  }
}
