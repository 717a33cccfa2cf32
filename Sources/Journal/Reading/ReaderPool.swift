internal import Dispatch
internal import GRDB
internal import Synchronization

/// A few connections that only read, all of them open from the start.
///
/// One that is opened when a question comes would need file descriptors at a time when there may be none.
final class ReaderPool: Sendable {
  // Each has a page cache of its own.
  private static let count = 3

  private let idle: Mutex<[DatabaseQueue]>
  private let isIdle: DispatchSemaphore

  /// - Parameter withLog: as in ``JournalFile/openToRead(_:withLog:)``.
  init(_ directory: DataDirectory, withLog: Bool) throws {
    let queues = try (0..<Self.count).map { _ in
      let queue = try JournalFile.openToRead(directory, withLog: withLog)
      // The first question opens the log and its index.
      try queue.read {
        _ = try PreparedStatement($0, "SELECT count(*) FROM sqlite_master").first { $0.integer(0) }
      }
      return queue
    }
    idle = Mutex(queues)
    isIdle = DispatchSemaphore(value: queues.count)
  }

  /// Runs on a connection that nobody else uses, waiting for one; the newest state at the start is what it sees.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try withConnection { try $0.read(body) }
  }

  /// Lends a connection that nobody else uses, waiting for one.
  func withConnection<Value>(_ body: (DatabaseQueue) throws -> Value) throws -> Value {
    isIdle.wait()
    defer { isIdle.signal() }
    guard let queue = idle.withLock({ $0.popLast() }) else {
      throw ImpossibleRow(found: "no connection is idle")
    }
    defer { idle.withLock { $0.append(queue) } }
    return try body(queue)
  }
}
