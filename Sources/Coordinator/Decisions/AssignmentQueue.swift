internal import Scheduling
internal import SweepModel

/// Tasks that the scheduler handed out and whose definitions are still in the journal, in the order in which they
/// were handed out.
///
/// One batch is read at a time, and all that is handed out meanwhile is the next one: a slow disk makes larger
/// batches, not more of them. A slot runs its prefetched tasks meanwhile.
struct AssignmentQueue {
  /// Tasks of one sweep for one worker.
  struct Entry: Equatable, Sendable {
    var session: WorkerSession
    var sweep: SweepNumber
    var leases: [Lease]
  }

  /// Tasks whose definitions are read, and are in memory, at once.
  static let batchLimit = 1024
  /// Tasks that wait, from which on nothing more should be handed out.
  static let limit = 16_384

  private var waiting: [Entry] = []
  private var reading: [Entry] = []
  /// Tasks in ``waiting`` and ``reading``.
  private(set) var count = 0

  /// Whether nothing more should be handed out until some of them are on their way.
  var isFull: Bool { count >= AssignmentQueue.limit }

  mutating func add(_ entry: Entry) {
    guard !entry.leases.isEmpty else { return }
    waiting.append(entry)
    count += entry.leases.count
  }

  /// The tasks to read next; nil where there are none, or others are being read.
  mutating func takeBatch() -> [TaskNumber]? {
    guard reading.isEmpty, !waiting.isEmpty else { return nil }
    var room = AssignmentQueue.batchLimit
    var whole = 0
    while whole < waiting.count, waiting[whole].leases.count <= room {
      room -= waiting[whole].leases.count
      whole += 1
    }
    reading = Array(waiting.prefix(whole))
    waiting.removeFirst(whole)
    if room > 0, !waiting.isEmpty {
      var part = waiting[0]
      part.leases = Array(part.leases.prefix(room))
      waiting[0].leases.removeFirst(room)
      reading.append(part)
    }
    return reading.flatMap { $0.leases.map(\.task) }
  }

  /// The definitions of the batch are there.
  ///
  /// - Returns: what to send.
  mutating func batchArrived() -> [Entry] {
    defer { reading = [] }
    count -= reading.reduce(0) { $0 + $1.leases.count }
    return reading
  }

  /// A worker begins a new session: what its older ones were not sent yet goes to this one. It never heard of these
  /// tasks, so its hello could not name them.
  ///
  /// - Returns: them, with the sessions that they were meant for.
  mutating func readdress(to session: WorkerSession) -> [(session: WorkerSession, lease: Lease)] {
    guard count > 0 else { return [] }
    var moved: [(session: WorkerSession, lease: Lease)] = []
    func take(_ entry: inout Entry) {
      guard entry.session.worker == session.worker else { return }
      moved += entry.leases.map { (entry.session, $0) }
      entry.session = session
    }
    for index in reading.indices { take(&reading[index]) }
    for index in waiting.indices { take(&waiting[index]) }
    return moved
  }
}
