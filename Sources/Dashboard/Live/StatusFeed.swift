internal import Foundation
package import Messages
internal import Platform

/// What a coordinator says of itself and its sweeps, kept up to date while somebody looks.
///
/// One question for however many pages: the coordinator answers it when something has changed. Nobody who looks, no
/// question.
package final class StatusFeed: Sendable {
  /// The newest that is known.
  package struct Reading: Sendable {
    package var status: StatusDocument?
    /// When that was told, in monotonic and in Unix seconds.
    package var toldAt = -Double.infinity
    package var toldAtDate = 0.0
    /// Why nothing newer is known.
    package var failure: AnswerFailure?
    /// Rises when pages may show something else.
    package var number = 0
    /// When it rose last, in monotonic seconds.
    package var changedAt = -Double.infinity
  }

  /// Seconds between two questions at least, whatever happens in a sweep.
  private static let pause = 0.5
  /// Seconds within which a coordinator answers, whether anything has changed or not.
  private static let patience = 8.0
  /// Seconds for which it is asked on after the last look.
  private static let interest = 15.0

  private final class State: @unchecked Sendable {
    // Everything below is touched only while `condition` is locked.
    let condition = MonotonicCondition()
    var reading = Reading()
    var lookedAt = -Double.infinity
    var waiters: [CheckedContinuation<Reading, Never>] = []
    var streams: [Int: AsyncStream<Void>.Continuation] = [:]
    var nextStream = 0
    var isStopping = false
    var hasEnded = false

    func isWanted(now: Double) -> Bool {
      !waiters.isEmpty || !streams.isEmpty || now - lookedAt < StatusFeed.interest
    }
  }

  private let state = State()

  /// - Parameters:
  ///   - connect: as of ``AnswerThreads``, and so is `failure`.
  ///   - told: called with each reading before it can be had: whether the coordinator answered, or why it did not.
  package init(
    connect: @escaping @Sendable () throws -> any AnswerSource,
    failure: @escaping @Sendable (any Error) -> AnswerFailure,
    told: @escaping @Sendable (AnswerFailure?) -> Void = { _ in }
  ) {
    let state = state
    let thread = Thread {
      Thread.current.name = "status"
      StatusFeed.follow(state, connect, failure, told)
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// The newest reading; waits for the first one after a while in which nobody looked.
  package func reading() async -> Reading {
    await withCheckedContinuation { continuation in
      let known: Reading? = state.condition.withLock {
        let now = MonotonicClock.seconds
        let isFollowed = state.isWanted(now: now) || now - state.reading.toldAt < StatusFeed.patience
        let isFresh = isFollowed && state.reading.number > 0
        state.lookedAt = now
        guard !isFresh, !state.hasEnded else { return state.reading }
        state.waiters.append(continuation)
        state.condition.broadcast()
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// Tells each time that there is another reading; of several at once, one.
  package func news() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let state = state
    let number: Int = state.condition.withLock {
      defer { state.nextStream += 1 }
      state.streams[state.nextStream] = continuation
      state.condition.broadcast()
      return state.nextStream
    }
    continuation.onTermination = { _ in
      state.condition.withLock { state.streams[number] = nil }
    }
    return stream
  }

  /// Has whoever waits for news look again: something else than the status has changed.
  package func touch() {
    let streams = state.condition.withLock {
      state.reading.number += 1
      state.reading.changedAt = MonotonicClock.seconds
      return Array(state.streams.values)
    }
    for stream in streams { stream.yield() }
  }

  /// Ends the thread, and all streams.
  package func stop() {
    let streams: [AsyncStream<Void>.Continuation] = state.condition.withLock {
      state.isStopping = true
      state.condition.broadcast()
      return Array(state.streams.values)
    }
    for stream in streams { stream.finish() }
    state.condition.withLock {
      while !state.hasEnded { state.condition.wait() }
    }
  }

  private static func follow(
    _ state: State, _ connect: () throws -> any AnswerSource, _ failure: (any Error) -> AnswerFailure,
    _ told: (AnswerFailure?) -> Void
  ) {
    var source: (any AnswerSource)?
    while waitForInterest(state) {
      var reading = state.condition.withLock { state.reading }
      let now = MonotonicClock.seconds
      // What was told long ago may have changed and changed back.
      let known = now - reading.toldAt < patience ? reading.status?.stateVersion ?? 0 : 0
      do {
        if source?.isOutdated == true { source = nil }
        let asked = try source ?? connect()
        source = asked
        reading.status = try asked.answer(.status(of: "", unless: known), within: patience)
        reading.failure = nil
        reading.toldAt = MonotonicClock.seconds
        reading.toldAtDate = WallClock.unixSeconds
      } catch {
        reading.failure = failure(error)
        if reading.failure?.kind == .unreachable { source = nil }
      }
      told(reading.failure)
      publish(reading, state)
      let rest = reading.failure == nil && reading.status?.isAtRest != true ? pause : 4 * pause
      state.condition.withLock {
        if !state.isStopping { state.condition.wait(seconds: rest) }
      }
    }
    let waiters: [CheckedContinuation<Reading, Never>] = state.condition.withLock {
      state.hasEnded = true
      state.condition.broadcast()
      defer { state.waiters.removeAll() }
      return state.waiters
    }
    let last = state.condition.withLock { state.reading }
    for waiter in waiters { waiter.resume(returning: last) }
  }

  /// False where the feed is to end.
  private static func waitForInterest(_ state: State) -> Bool {
    state.condition.withLock {
      while !state.isStopping, !state.isWanted(now: MonotonicClock.seconds) { state.condition.wait() }
      return !state.isStopping
    }
  }

  private static func publish(_ reading: Reading, _ state: State) {
    let (reading, waiters, streams) = state.condition.withLock {
      let old = state.reading
      state.reading = reading
      (state.reading.number, state.reading.changedAt) = (old.number, old.changedAt)
      let isOther = old.status?.stateVersion != reading.status?.stateVersion || old.failure != reading.failure
      if isOther || old.number == 0 || reading.status?.isAtRest == true {
        state.reading.number += 1; state.reading.changedAt = MonotonicClock.seconds
      }
      defer { state.waiters.removeAll() }
      return (state.reading, state.waiters, Array(state.streams.values))
    }
    for waiter in waiters { waiter.resume(returning: reading) }
    for stream in streams { stream.yield() }
  }
}
