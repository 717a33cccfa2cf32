import Experiments
import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Results

/// Tasks as a coordinator sends them to programs.
@Suite
struct TaskRowsTests {
  private static let records: [TaskRecord] = [
    TaskRecord(
      ordinal: 0, id: TaskID(Digest(of: [0])), replicate: 0, status: .done, attempt: 2,
      parameters: ["p": .real(0.5), "list": .list([.integer(1), .text("ü\u{0}\"")])],
      metrics: ["value": .infinity, "loss": -0.0], seconds: 1.5),
    TaskRecord(
      ordinal: 1, id: TaskID(Digest(of: [1])), replicate: 3, status: .failed, attempt: 1,
      parameters: ["p": .boolean(true)], reason: ""),
    TaskRecord(
      ordinal: 7, id: TaskID(Digest(of: [2])), replicate: 0, status: .running, attempt: 0, parameters: [:]),
  ]

  private static let typing = ParameterTyping(experiment: "none", version: 1, catalog: ExperimentCatalog([]))

  private static func text(_ record: TaskRecord) -> String {
    let metrics = record.finals.names.map { "\($0) \(record.finals[$0].map { "\($0.bitPattern)" } ?? "")" }
    return "\(record.ordinal) \(record.id.digest.hex) \(record.replicate) \(record.status) \(record.attempt) "
      + CanonicalJSON.text(of: record.parameters)
      + " \(metrics) \(String(describing: record.seconds)) \(String(describing: record.reason))"
  }

  @Test func `tasks arrive as they were sent`() throws {
    let bytes: Data = try WireTaskRows(Self.records).serializedData()
    let back = try WireTaskRows(serializedBytes: bytes).records(Self.typing)
    #expect(back.map(Self.text) == Self.records.map(Self.text))
  }

  @Test func `a point and the names of metrics travel once a page`() {
    let point = TaskPoint(["p": .integer(1)])
    let rows = WireTaskRows(
      (0..<5).map {
        TaskRecord(
          ordinal: $0, id: TaskID(Digest(of: [UInt8($0)])), replicate: $0, status: .done, attempt: 1,
          point: point,
          finals: TaskMetrics(["value": Double($0)]))
      })
    #expect(rows.points.count == 1 && rows.names.count == 1 && rows.rows.count == 5)
  }

  private static let damages: [(name: String, damage: @Sendable (inout WireTaskRows) -> Void)] = [
    ("an id that is too short", { $0.rows[0].id = Data([1, 2]) }),
    ("a point that is not there", { $0.rows[0].point = 99 }),
    ("names that are not there", { $0.rows[0].metrics = .max }),
    ("a value too many", { $0.rows[0].values.append(1) }),
    ("names that fall", { $0.names[0].names.reverse() }),
    ("a status of the future", { $0.rows[0].status = .UNRECOGNIZED(77) }),
    ("no status", { $0.rows[0].status = .unspecified }),
    ("an ordinal beyond an integer", { $0.rows[0].ordinal = .max }),
    ("parameters that are no JSON", { $0.points[0] = Data("{".utf8) }),
    ("parameters that are no object", { $0.points[0] = Data("[1]".utf8) }),
    ("parameters that are nothing", { $0.points[0] = Data() }),
  ]

  @Test(arguments: damages.map(\.name))
  func `damaged rows are refused`(name: String) throws {
    let damage = try #require(Self.damages.first { $0.name == name }?.damage)
    var rows = WireTaskRows(Self.records)
    damage(&rows)
    #expect(throws: ResultError.self) { try rows.records(Self.typing) }
  }
}
