internal import Journal
internal import SweepModel

/// The workers that the journal knows, and those that are connected, by session and by connection.
///
/// A worker belongs to the key that it first came with. It has one session at a time, the newest, and a session has
/// one connection.
struct WorkerRegistry {
  /// What changes with a hello.
  struct Joined {
    var worker: ConnectedWorker
    /// To be written to the journal.
    var row: WorkerRecord
    /// The worker's sessions that this one takes the place of.
    var replaced: [WorkerSession]
  }

  /// Every session that is connected.
  private(set) var connected: [WorkerSession: ConnectedWorker] = [:]
  private var rows: [WorkerID: WorkerRecord] = [:]
  private var routes: [[UInt8]: WorkerSession] = [:]
  private var nextNumber = 1
  /// Those of ``rows`` that the journal has. A worker that comes and goes without a task leaves no row.
  private var written: Set<WorkerID> = []

  /// A worker that the journal knows.
  mutating func add(_ row: WorkerRecord) {
    written.insert(row.id)
    keep(row)
  }

  /// Whether the journal has a row of the worker, so that it is to be kept up to date.
  func isWritten(_ worker: WorkerID) -> Bool { written.contains(worker) }

  /// Something is written that names the worker.
  ///
  /// - Returns: the row that has to be written with it; nil where the journal has one.
  mutating func mention(_ worker: WorkerID) -> WorkerRecord? {
    guard let row = rows[worker], written.insert(worker).inserted else { return nil }
    return row
  }

  private mutating func keep(_ row: WorkerRecord) {
    rows[row.id] = row
    nextNumber = max(nextNumber, row.number &+ 1)
  }

  /// The session whose messages come by this connection.
  func session(on route: [UInt8]) -> WorkerSession? { routes[route] }

  /// What the journal is to know of a worker.
  func row(of worker: WorkerID) -> WorkerRecord? { rows[worker] }

  /// Whether a worker may come with this key: the one that it first came with.
  func isKeyRight(_ key: String, of worker: WorkerID) -> Bool { rows[worker].map { $0.key == key } ?? true }

  /// Whether two workers came with one key, so that one may speak for the other.
  func haveSameKey(_ one: WorkerID, _ other: WorkerID) -> Bool { rows[one]?.key == rows[other]?.key }

  /// Whether no later session of this worker is connected, nor this very one.
  func isNew(_ session: WorkerSession) -> Bool {
    !connected.keys.contains { $0.worker == session.worker && $0.epoch >= session.epoch }
  }

  /// A worker said hello, and its session is the newest.
  ///
  /// - Parameter wall: Unix seconds.
  mutating func join(_ offer: WorkerOffer, key: String, keyName: String, route: [UInt8], wall: Double)
    -> Joined
  {
    let id = offer.session.worker
    let replaced = connected.keys.filter { $0.worker == id }
    for session in replaced { disconnect(session) }
    var row =
      rows[id]
      ?? WorkerRecord(
        number: nextNumber, id: id, key: key, host: "", cpu: "", instructionSet: "", cores: 0, slots: 0,
        version: "", firstSeen: wall, lastSeen: wall, tasks: 0, seconds: 0)
    row.host = offer.host
    row.cpu = offer.cpu
    row.instructionSet = offer.instructionSet
    row.cores = offer.cores
    row.slots = offer.slots
    row.version = offer.version
    row.lastSeen = wall
    keep(row)
    let worker = ConnectedWorker(
      session: offer.session, route: route, number: row.number, keyName: keyName, host: row.host,
      cpu: row.cpu,
      instructionSet: row.instructionSet, job: offer.job, allocation: offer.allocation)
    connected[offer.session] = worker
    routes[route] = offer.session
    return Joined(worker: worker, row: row, replaced: Array(replaced))
  }

  /// A session is over; its connection may be used for a new one.
  ///
  /// - Returns: its row, which is to be written where the journal has one; nil where it was not connected.
  mutating func leave(_ session: WorkerSession) -> WorkerRecord? {
    guard disconnect(session) else { return nil }
    return written.contains(session.worker) ? rows[session.worker] : rows.removeValue(forKey: session.worker)
  }

  /// A result of the worker was recorded that took so many seconds.
  mutating func count(resultOf worker: WorkerID, seconds: Double) {
    rows[worker]?.tasks += 1
    rows[worker]?.seconds += seconds
  }

  @discardableResult
  private mutating func disconnect(_ session: WorkerSession) -> Bool {
    guard let worker = connected.removeValue(forKey: session) else { return false }
    // A new session may have come by the same connection.
    if routes[worker.route] == session { routes[worker.route] = nil }
    return true
  }
}
