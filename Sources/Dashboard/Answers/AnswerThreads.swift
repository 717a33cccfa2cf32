internal import Foundation
internal import Platform

/// Threads with a connection each, on which tasks ask what blocks.
package final class AnswerThreads: Sendable {
  private let threads: SerialThread
  private let connections: Connections
  private let failure: @Sendable (any Error) -> AnswerFailure

  /// - Parameters:
  ///   - count: questions that are asked at the same time.
  ///   - connect: makes a connection; called on a thread of this, again where it threw or nobody answered on the last one.
  ///   - failure: says what was thrown.
  package init(
    name: String, count: Int = 1, nice: Int32 = 0, connect: @escaping @Sendable () throws -> any AnswerSource,
    failure: @escaping @Sendable (any Error) -> AnswerFailure
  ) {
    self.failure = failure
    threads = SerialThread(name: name, threads: count, nice: nice)
    connections = Connections(connect)
  }

  /// Asks on one of the threads.
  package func ask<Value: Sendable>(
    _ question: @escaping @Sendable (any AnswerSource) throws -> Value
  ) async throws(AnswerFailure) -> Value {
    let (connections, failure) = (connections, failure)
    let result: Result<Value, AnswerFailure> = await withCheckedContinuation { continuation in
      threads.run {
        continuation.resume(returning: connections.ask(question, failure))
      }
    }
    return try result.get()
  }

  /// Has later questions asked over new connections.
  package func renew() { connections.renew() }

  /// Waits for what is being asked, and ends the threads.
  package func stop() { threads.stop() }
}

/// Connections that no thread uses at the moment.
private final class Connections: @unchecked Sendable {
  // A connection is touched by the thread that took it alone; `idle` only while `lock` is held.
  private let lock = NSLock()
  private var idle: [any AnswerSource] = []
  /// Rises when connections of before are of no use.
  private var generation = 0
  private let connect: @Sendable () throws -> any AnswerSource

  init(_ connect: @escaping @Sendable () throws -> any AnswerSource) { self.connect = connect }

  func renew() {
    let old = lock.withLock {
      generation += 1
      defer { idle.removeAll() }
      return idle
    }
    withExtendedLifetime(old) {}
  }

  func ask<Value>(
    _ question: (any AnswerSource) throws -> Value, _ failure: (any Error) -> AnswerFailure
  ) -> Result<Value, AnswerFailure> {
    do {
      let (idleSource, generation) = lock.withLock { (idle.popLast(), self.generation) }
      let known = idleSource?.isOutdated == true ? nil : idleSource
      let source = try known ?? connect()
      // A coordinator that was away may have another address or key now, which its access file has.
      var isGood = true
      defer {
        lock.withLock {
          if isGood, generation == self.generation { idle.append(source) }
        }
      }
      do { return .success(try question(source)) } catch {
        let failure = failure(error)
        isGood = failure.kind != .unreachable
        return .failure(failure)
      }
    } catch {
      return .failure(failure(error))
    }
  }
}
