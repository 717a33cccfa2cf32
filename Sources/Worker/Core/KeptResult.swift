internal import Foundation
internal import Messages

/// A result that the coordinator may not have, with what its task streamed and the coordinator may not have either: a
/// result that is delivered without its streamed values would be recorded as whole.
struct KeptResult: Sendable, Equatable {
  /// The name's ending of a file with the result and its streamed values.
  static let fileEnding = ".report"
  /// The ending of files that earlier versions wrote, which have the result alone.
  static let fileEndingWithoutRows = ".result"

  var result: WireFinished
  /// In the order in which they were streamed.
  var rows: [WireMetricRows] = []

  var lease: LeaseKey { LeaseKey(task: result.task, attempt: result.attempt) }

  init(_ result: WireFinished, rows: [WireMetricRows] = []) {
    self.result = result
    self.rows = rows
  }

  /// Reads a file of the spool; nil where it is none.
  init?(file name: String, content: [UInt8]) {
    if name.hasSuffix(KeptResult.fileEnding) {
      guard let report: WireReport = try? WireCodec.parse(WireReport.self, content),
        let finished = report.finished.first, report.finished.count == 1
      else { return nil }
      self.init(finished, rows: report.metrics)
    } else if name.hasSuffix(KeptResult.fileEndingWithoutRows) {
      guard let finished: WireFinished = try? WireCodec.parse(WireFinished.self, content) else { return nil }
      self.init(finished)
    } else {
      return nil
    }
    guard result.task.count == 32,
      rows.allSatisfy({ $0.task == result.task && $0.attempt == result.attempt })
    else { return nil }
  }

  /// The content of its file.
  ///
  /// - Throws: ``WireError`` where it is too large.
  func content() throws -> [UInt8] {
    var report = WireReport()
    report.finished = [result]
    report.metrics = rows
    return try WireCodec.bytes(report, limit: WireCodec.maximumLocalBytes)
  }
}
