internal import Messages
internal import SweepModel
internal import Transport

/// How much of what workers reported waits to be written, so that memory does not grow with a disk that is
/// full, or slower than a thousand workers that stream metrics.
///
/// A disk that falls behind is answered in two steps. First nothing more is handed out, so that workers finish what
/// they hold and wait. Over the limit, reports are not taken: their workers keep them and are asked to say hello
/// again, which makes them send everything again, once there is room.
struct Backlog {
  private struct Waiting {
    var tag: UInt64
    var bytes: Int
    var results: Int
    /// Monotonic seconds at which the first of them came.
    var since: Double
  }

  /// Age of the oldest report from which the disk counts as behind. A commit with a merge of the log takes up
  /// to a second on a slow disk, and that should not hold up workers.
  private static let patience = 2.0

  private let limit: Int
  private var waiting: [Waiting] = []
  private var bytes = 0
  private var results = 0
  private var putOff: Set<WorkerSession> = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { bytes > limit }

  /// Whether nothing more should be handed out until the disk has caught up.
  func isBehind(now: Double) -> Bool {
    bytes > limit / 4 || waiting.first.map { now - $0.since > Backlog.patience } ?? false
  }

  /// What is not on disk yet.
  func unwritten(now: Double) -> StatusDocument.Unwritten {
    .init(results: results, bytes: bytes, seconds: waiting.first.map { max(0, now - $0.since) } ?? 0)
  }

  /// Counts a report that is written with this tag.
  mutating func add(_ report: WireReport, tag: UInt64, now: Double) {
    let size = Backlog.size(of: report)
    bytes += size
    results += report.finished.count
    if waiting.last?.tag != tag { waiting.append(Waiting(tag: tag, bytes: 0, results: 0, since: now)) }
    waiting[waiting.count - 1].bytes += size
    waiting[waiting.count - 1].results += report.finished.count
  }

  mutating func becameDurable(upTo tag: UInt64) {
    let written = waiting.prefix { $0.tag <= tag }
    bytes -= written.reduce(0) { $0 + $1.bytes }
    results -= written.reduce(0) { $0 + $1.results }
    waiting.removeFirst(written.count)
  }

  /// Nothing was written with this tag: what was counted under it left nothing that waits.
  mutating func wroteNothing(tag: UInt64) {
    guard let last = waiting.last, last.tag == tag else { return }
    bytes -= last.bytes
    results -= last.results
    waiting.removeLast()
  }

  /// Notes a worker whose report was not taken.
  mutating func putOff(_ session: WorkerSession) { putOff.insert(session) }

  /// The session is over; a later one of the same worker sends everything anyway.
  mutating func forget(_ session: WorkerSession) { putOff.remove(session) }

  /// Whether the worker has reports that wait to be sent again.
  func isPutOff(_ session: WorkerSession) -> Bool { putOff.contains(session) }

  /// The workers to ask again, once half of the room is free.
  mutating func takePutOff() -> Set<WorkerSession> {
    guard !putOff.isEmpty, bytes <= limit / 2 else { return [] }
    defer { putOff.removeAll() }
    return putOff
  }

  /// Bytes that its records take in memory, roughly.
  private static func size(of report: WireReport) -> Int {
    var size = 200 * (1 + report.finished.count + report.ended.count)
    for rows in report.metrics { size += 200 + 32 * rows.steps.count }
    for saved in report.checkpoints { size += saved.content.count }
    for part in report.artifacts { size += part.content.count }
    for finished in report.finished {
      size += 32 * finished.metrics.count
      for artifact in finished.artifacts { size += 200 + artifact.content.count }
    }
    return size
  }
}
