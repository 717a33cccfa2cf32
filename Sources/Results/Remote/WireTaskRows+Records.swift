internal import Foundation
internal import Messages
internal import SweepModel
internal import SwiftProtobuf

extension WireTaskRows {
  /// Tasks as they travel: parameters of one point, and names of metrics, once a page.
  init(_ records: [TaskRecord]) {
    self.init()
    var places: [ObjectIdentifier: UInt32] = [:]
    var known: [[String]: UInt32] = [:]
    rows.reserveCapacity(records.count)
    for record in records {
      var row = WireTaskRow()
      row.ordinal = UInt64(clamping: record.ordinal)
      row.id = Data(record.id.digest.bytes)
      row.replicate = UInt32(clamping: record.replicate)
      row.status = WireTaskStatus(record.status)
      row.attempt = UInt32(clamping: record.attempt)
      if let place = places[ObjectIdentifier(record.point)] {
        row.point = place
      } else {
        row.point = UInt32(clamping: points.count)
        places[ObjectIdentifier(record.point)] = row.point
        var text: [UInt8] = []
        CanonicalJSON.append(record.parameters, to: &text)
        points.append(Data(text))
      }
      let metrics = record.finals.names
      if let place = known[metrics] {
        row.metrics = place
      } else {
        row.metrics = UInt32(clamping: names.count)
        known[metrics] = row.metrics
        names.append(.with { $0.names = metrics })
      }
      row.values = record.finals.values
      if let seconds = record.seconds { row.seconds = seconds }
      if let reason = record.reason { row.reason = reason }
      rows.append(row)
    }
  }

  /// The tasks of a page.
  ///
  /// - Parameter typing: gives parameters the types of the schema.
  /// - Throws: ``ResultError/malformedRows(_:)`` where they are not what another program of this version sends.
  func records(_ typing: ParameterTyping) throws -> [TaskRecord] {
    var points: [TaskPoint] = []
    for text in self.points {
      let parameters: Parameters
      do { parameters = typing.typed(try CanonicalJSON.parse(Array(text))) } catch {
        throw ResultError.malformedRows("parameters: \(error)")
      }
      points.append(points.last.map { TaskPoint(parameters, sharing: $0) } ?? TaskPoint(parameters))
    }
    let names = self.names.map(\.names)
    return try rows.map { row in
      guard let digest = Digest(bytes: row.id) else {
        throw ResultError.malformedRows("an id of \(row.id.count) bytes")
      }
      let id = TaskID(digest)
      guard let point = Int(exactly: row.point), points.indices.contains(point) else {
        throw ResultError.malformedRows("task \(id) has point \(row.point) of \(points.count)")
      }
      guard let place = Int(exactly: row.metrics), names.indices.contains(place),
        let finals = TaskMetrics(names: names[place], values: row.values)
      else { throw ResultError.malformedRows("task \(id) has values without names") }
      guard let status = row.status.status, let ordinal = Int(exactly: row.ordinal) else {
        throw ResultError.malformedRows(
          "task \(id) has status \(row.status.rawValue), ordinal \(row.ordinal)")
      }
      return TaskRecord(
        ordinal: ordinal, id: id, replicate: Int(row.replicate), status: status, attempt: Int(row.attempt),
        point: points[point], finals: finals, seconds: row.hasSeconds ? row.seconds : nil,
        reason: row.hasReason ? row.reason : nil)
    }
  }
}
