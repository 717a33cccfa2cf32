internal import SweepModel
internal import Transport

/// How much of what workers reported waits to be written, so that memory does not grow with a disk that is
/// full, or slower than a thousand workers that stream metrics.
///
/// Over the limit, reports are not taken: their workers keep them and are asked to say hello again, which makes
/// them send everything again, once there is room.
struct Backlog {
  private let limit: Int
  private var waiting: [(tag: UInt64, bytes: Int)] = []
  private var bytes = 0
  private var putOff: Set<WorkerSession> = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { bytes > limit }

  /// Counts a report that is written with this tag.
  mutating func add(_ report: WireReport, tag: UInt64) {
    let size = Backlog.size(of: report)
    bytes += size
    if let last = waiting.last, last.tag == tag {
      waiting[waiting.count - 1].bytes += size
    } else {
      waiting.append((tag, size))
    }
  }

  mutating func becameDurable(upTo tag: UInt64) {
    let written = waiting.prefix { $0.tag <= tag }
    bytes -= written.reduce(0) { $0 + $1.bytes }
    waiting.removeFirst(written.count)
  }

  /// Notes a worker whose report was not taken.
  mutating func putOff(_ session: WorkerSession) { putOff.insert(session) }

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
    for finished in report.finished {
      size += 32 * finished.metrics.count
      for artifact in finished.artifacts { size += 200 + artifact.content.count }
    }
    return size
  }
}
