internal import Foundation
internal import Messages
internal import Transport

/// What happened here and is not yet acknowledged: batched, numbered, and kept until the coordinator has it
/// on disk.
struct ReportLedger {
  /// A numbered report that waits for its acknowledgement.
  private struct Sealed {
    var report: WireReport
    /// Seconds of its longest task.
    var longest: Double
    var bytes: Int
    /// On the current connection.
    var isSent = false
    /// On any connection: its content can no longer change.
    var wasEverSent = false
  }

  /// Results that make a report full.
  static let batchLimit = 256
  /// Bytes that make a report full; far below the limit of one message, and little enough for a coordinator
  /// that hears from a thousand workers at once.
  static let byteLimit = 256 << 10
  /// Reports that may be under way at once.
  static let window = 64
  /// Bytes that may be under way at once, unless a single report has more: a checkpoint of hundreds of
  /// megabytes must not stand before a heartbeat.
  static let windowBytes = 16 << 20
  /// Bytes of final metrics that a result may have.
  static let metricLimit = 1 << 20
  /// Streamed values that one message has at most.
  static let rowLimit = 32_768
  /// Seconds that a result may wait for company.
  static let flushDelay = 0.002
  /// Bytes of streamed metrics that may wait; beyond it they are dropped, and counted.
  static let metricsLimit = 64 << 20

  private var building = WireReport()
  private var buildingBytes = 0
  private var buildingSince: Double?
  private var sealed: [Sealed] = []
  private var nextSequence: UInt64 = 1
  private var lastSeal = -Double.infinity
  private var metricsBytes = 0
  /// Streamed values that found no room.
  private(set) var droppedValues = 0

  /// True once everything is acknowledged.
  var isEmpty: Bool { sealed.isEmpty && buildingSince == nil }

  /// When the batch under construction wants to leave.
  var flushTime: Double? {
    buildingSince.map { max($0, lastSeal + ReportLedger.flushDelay) }
  }

  /// Attempts that ended here and whose report is not acknowledged.
  var leases: [LeaseKey] {
    (sealed.map(\.report) + [building]).flatMap { report in
      report.finished.map { LeaseKey(task: $0.task, attempt: $0.attempt) }
        + report.ended.map { LeaseKey(task: $0.task, attempt: $0.attempt) }
    }
  }

  /// Unacknowledged results of tasks that took longer than that, without those of `known`.
  func results(over seconds: Double = -.infinity, except known: Set<LeaseKey>) -> [KeptResult] {
    // Short tasks come in thousands; their reports are passed over without a copy.
    let reports = sealed.lazy.filter { $0.longest > seconds }.map(\.report) + [building]
    let kept = reports.flatMap(\.finished).filter { $0.seconds > seconds }.map { KeptResult($0) }
      .filter { !known.contains($0.lease) }
    return kept.isEmpty ? [] : withRows(kept)
  }

  private func withRows(_ kept: [KeptResult]) -> [KeptResult] {
    var rows: [LeaseKey: [WireMetricRows]] = [:]
    for report in sealed.lazy.map(\.report) + [building] {
      for part in report.metrics {
        rows[LeaseKey(task: part.task, attempt: part.attempt), default: []].append(part)
      }
    }
    return kept.map { KeptResult($0.result, rows: rows[$0.lease] ?? []) }
  }

  /// Adds what an earlier worker left, however much it streamed.
  mutating func add(_ kept: KeptResult, now: Double) {
    for rows in kept.rows { add(rows, limit: .max, now: now) }
    add(kept.result, now: now)
  }

  mutating func add(_ finished: WireFinished, now: Double) {
    dropCheckpoints(of: finished.task)
    if let problem = ReportLedger.problem(with: finished) {
      var ended = WireEnded()
      ended.task = finished.task
      ended.attempt = finished.attempt
      ended.seconds = finished.seconds
      ended.started = true
      ended.outcome = .failed
      ended.reason = problem
      return add(ended, now: now)
    }
    building.finished.append(finished)
    let content = finished.artifacts.reduce(0) { $0 + $1.content.count + 64 }
    grow(by: 64 + finished.metrics.count * 40 + content, now: now)
  }

  mutating func add(_ ended: WireEnded, now: Double) {
    building.ended.append(ended)
    grow(by: 128 + ended.reason.utf8.count + ended.log.reduce(0) { $0 + $1.utf8.count }, now: now)
  }

  mutating func add(_ rows: WireMetricRows, now: Double) {
    add(rows, limit: ReportLedger.metricsLimit, now: now)
  }

  private mutating func add(_ rows: WireMetricRows, limit: Int, now: Double) {
    guard rows.steps.count <= ReportLedger.rowLimit || rows.steps.count != rows.values.count else {
      for start in stride(from: 0, to: rows.steps.count, by: ReportLedger.rowLimit) {
        let range = start..<min(start + ReportLedger.rowLimit, rows.steps.count)
        var part = rows
        part.steps = Array(rows.steps[range])
        part.values = Array(rows.values[range])
        add(part, limit: limit, now: now)
      }
      return
    }
    let bytes = 64 + rows.steps.count * 12
    guard metricsBytes + bytes <= limit else {
      droppedValues += rows.steps.count
      return
    }
    metricsBytes += bytes
    building.metrics.append(rows)
    grow(by: bytes, now: now)
  }

  /// Adds a piece of a checkpoint, behind those before it.
  mutating func add(_ part: WireCheckpointPart, now: Double) {
    if part.offset == 0 { dropCheckpoints(of: part.task) }
    building.checkpoints.append(part)
    grow(by: 64 + part.content.count, now: now)
  }

  /// Closes the batch if its time has come, or if `force` says so.
  mutating func seal(now: Double, force: Bool = false) {
    guard buildingSince != nil, let flushTime else { return }
    guard
      force || now >= flushTime || buildingBytes >= ReportLedger.byteLimit
        || building.finished.count + building.ended.count >= ReportLedger.batchLimit
    else { return }
    building.sequence = nextSequence
    nextSequence += 1
    let longest = building.finished.reduce(0) { max($0, $1.seconds) }
    sealed.append(Sealed(report: building, longest: longest, bytes: buildingBytes))
    building = WireReport()
    buildingBytes = 0
    buildingSince = nil
    lastSeal = now
  }

  /// Reports to send now, within the window, stamped with the session's epoch. Before a report with large files
  /// come reports of their pieces, which are not acknowledged for themselves.
  mutating func takeSendable(epoch: UInt64) -> [WireReport] {
    var reports: [WireReport] = []
    var bytes = 0
    for index in sealed.indices.prefix(ReportLedger.window) {
      bytes += sealed[index].bytes
      if index > 0, bytes > ReportLedger.windowBytes { break }
      guard !sealed[index].isSent else { continue }
      sealed[index].isSent = true
      sealed[index].wasEverSent = true
      reports += ReportLedger.messages(of: sealed[index].report, epoch: epoch)
    }
    return reports
  }

  /// A report as it is sent.
  private static func messages(of report: WireReport, epoch: UInt64) -> [WireReport] {
    var messages: [WireReport] = []
    var last = report
    last.epoch = epoch
    for place in report.finished.indices where !report.finished[place].artifacts.isEmpty {
      let (result, files) = ArtifactPieces.separate(report.finished[place])
      if files.isEmpty { continue }
      last.finished[place] = result
      for part in files.lazy.flatMap({ ArtifactPieces.split($0, of: result) }) {
        var message = WireReport()
        message.epoch = epoch
        message.artifacts = [part]
        messages.append(message)
      }
    }
    return messages + [last]
  }

  /// Why a result cannot be sent; nil where it can.
  private static func problem(with finished: WireFinished) -> String? {
    // Few results have enough metrics to be worth adding up.
    guard finished.metrics.count > 1000 else { return nil }
    let bytes = finished.metrics.reduce(0) { $0 + 16 + $1.name.utf8.count }
    guard bytes > metricLimit else { return nil }
    return "its \(finished.metrics.count) final metrics are over \(metricLimit >> 20) MiB; "
      + "save them as an artifact"
  }

  /// Whether any of these reports has a result, or the end of a checkpoint.
  func hasProgress(in sequences: [UInt64]) -> Bool {
    sealed.contains { sealed in
      sequences.contains(sealed.report.sequence)
        && (!sealed.report.finished.isEmpty
          || sealed.report.checkpoints.contains { $0.offset + UInt64($0.content.count) >= $0.size })
    }
  }

  /// Forgets reports that are on the coordinator's disk, and returns their results.
  mutating func acknowledge(_ sequences: [UInt64]) -> [WireFinished] {
    var done: [WireFinished] = []
    for sequence in sequences {
      guard let index = sealed.firstIndex(where: { $0.report.sequence == sequence }) else { continue }
      let report = sealed.remove(at: index).report
      metricsBytes -= report.metrics.reduce(0) { $0 + 64 + $1.steps.count * 12 }
      done.append(contentsOf: report.finished)
    }
    return done
  }

  /// A new connection knows nothing of what the old one carried.
  mutating func resendAll() {
    for index in sealed.indices { sealed[index].isSent = false }
  }

  private mutating func grow(by bytes: Int, now: Double) {
    buildingSince = buildingSince ?? now
    buildingBytes += bytes
    seal(now: now)
  }

  /// A newer checkpoint or a result makes the waiting one worthless, and it may be large. Where a part of it
  /// is on its way, the coordinator drops that when the newer one begins.
  private mutating func dropCheckpoints(of task: Data) {
    if !building.checkpoints.isEmpty { building.checkpoints.removeAll { $0.task == task } }
    for index in sealed.indices where !sealed[index].wasEverSent {
      for part in sealed[index].report.checkpoints where part.task == task {
        sealed[index].bytes -= part.content.count
      }
      sealed[index].report.checkpoints.removeAll { $0.task == task }
    }
  }
}
