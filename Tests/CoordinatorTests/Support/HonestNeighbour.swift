import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing

@testable import Coordinator
@testable import Transport

/// A worker and a client that do their work while somebody beside them misbehaves.
struct HonestNeighbour {
  static let firstIndex = 1001

  private let host: CoordinatorHost
  private let worker: ScriptedWorker
  private let client: TestClient

  /// Connects before the attack, so that it shares the coordinator with it.
  init(_ host: CoordinatorHost) throws {
    self.host = host
    worker = try host.worker()
    client = try host.client()
    try worker.hello(slots: 4)
    _ = try worker.welcome()
  }

  /// Submits a sweep, does what it gets of it, and checks that every task has the result that its own index
  /// gives. Tasks that a hostile worker took with it come once its lease runs out.
  func finishesSweep(of count: Int = 8, name: String = "neighbour") throws {
    // Tasks of its own, which no other sweep of the test has done.
    try client.submitProbes(count, name: name, from: HonestNeighbour.firstIndex)
    let deadline = Deadline()
    while true {
      guard !deadline.isOver else {
        throw GaveUp(description: "the honest sweep does not end: \(try rows())")
      }
      try answer(within: 0.2)
      let rows = try rows(of: name)
      guard rows.count == count, rows.allSatisfy({ $0.status == .done }) else { continue }
      for row in rows { #expect(row.metrics["value"] == HonestNeighbour.value(of: row.id)) }
      return
    }
  }

  /// The tasks of a sweep as a client sees them.
  func rows(of name: String = "neighbour") throws -> [TasksDocument.Row] {
    let document: TasksDocument = try client.query("tasks", name)
    return document.tasks
  }

  /// Does what arrives.
  private func answer(within seconds: Double) throws {
    while let message = try worker.next(within: seconds) {
      switch message {
      case .assign(let assign):
        try worker.report { report in
          report.finished = assign.assignments.map {
            $0.finished(value: HonestNeighbour.value(of: HonestNeighbour.hex($0.task)))
          }
        }
      case .helloAgain: try worker.hello(slots: 4)
      default: break
      }
    }
    try worker.send(.heartbeat(.with { $0.epoch = worker.epoch }))
  }

  /// A result that depends on the task, so that a mixed-up one shows.
  static func value(of id: String) -> Double { Double(id.utf8.reduce(0) { $0 &+ UInt32($1) } % 1024) / 1024 }

  static func hex(_ bytes: Data) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension TasksDocument.Row {
  /// The task's id as it travels.
  var wireID: Data { Data(Digest(hex: id)?.bytes ?? []) }

  /// An attempt of it, whether or not anybody was ever given it.
  func attempt(_ number: UInt32) -> WireAssignment {
    .with {
      $0.task = wireID
      $0.attempt = number
    }
  }
}
