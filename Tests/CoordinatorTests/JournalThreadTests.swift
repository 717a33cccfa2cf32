import Experiments
import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Synchronization
import TestSupport
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Journal
@testable import Transport

/// Whoever waits for the journal's thread gets an answer, also when there will be no more writing.
@Suite(.timeLimit(.minutes(1)))
struct JournalThreadTests {
  private final class Place {
    private let folder: TemporaryDirectory
    let directory: DataDirectory
    let journal: Journal

    init() throws {
      folder = try TemporaryDirectory()
      directory = try DataDirectory.create(at: folder.path)
      journal = try Journal.open(try directory.lock(), percolateVersion: "test")
    }
  }

  private let record = JournalRecord.leaseEnded(TaskNumber(1))

  @Test func `a job for a journal that failed for good is refused instead of waited for`() throws {
    let place = try Place()
    let thread = JournalThread(
      journal: place.journal, directory: place.directory, doorbell: try Doorbell())
    #expect(try thread.perform { $0.epoch } == 1)
    try place.journal.close()
    thread.commit(tag: 1, .init(records: [record]))
    #expect(throws: (any Error).self) { while true { _ = try thread.perform { _ in 0 } } }
    thread.stop()
    #expect(throws: JournalThread.Stopped.self) { try thread.perform { $0.epoch } }
  }

  @Test func `reports over the limit are put off until half of the room is free`() throws {
    let report = WireReport.with {
      $0.metrics = [.with { $0.steps = Array(repeating: 1, count: 1000) }]
    }
    let session = WorkerSession(worker: .random(), epoch: 1)
    var backlog = Backlog(limit: 50_000)
    backlog.add(report, tag: 1, now: 0)
    #expect(!backlog.isFull)
    backlog.add(report, tag: 2, now: 1)
    #expect(backlog.isFull)
    backlog.putOff(session)
    #expect(backlog.takePutOff().isEmpty)
    backlog.becameDurable(upTo: 1)
    #expect(!backlog.isFull && backlog.takePutOff().isEmpty)
    backlog.becameDurable(upTo: 2)
    #expect(backlog.takePutOff() == [session])
    #expect(backlog.takePutOff().isEmpty)
  }

  @Test func `a report that is put off for a slow disk is sent again and recorded once`() throws {
    let folder = try TemporaryDirectory()
    let data = folder.path
    var configuration = CoordinatorConfiguration(
      dataDirectory: data, catalog: .builtIn, version: "test", logger: LogBook().logger)
    configuration.listen = "tcp://127.0.0.1:*"
    configuration.backlogLimit = 0
    let settings = configuration
    let started = DispatchSemaphore(value: 0)
    let ended = DispatchSemaphore(value: 0)
    let signal = Mutex<StopSignal?>(nil)
    Thread.detachNewThread {
      defer { ended.signal() }
      let made = try? Coordinator(settings)
      guard let coordinator = made else {
        started.signal()
        return
      }
      signal.withLock { $0 = coordinator.stopSignal }
      started.signal()
      try? coordinator.run()
    }
    started.wait()
    defer {
      signal.withLock { $0?.stop() }
      ended.wait()
    }
    let context = try Context()
    let client = try TestClient(
      access: AccessFile.load(data + "/client.access.json"), context: context)
    try client.submitProbes(8)
    let worker = try ScriptedWorker(
      access: AccessFile.load(data + "/worker.access.json"), context: context)
    try worker.hello(slots: 8)
    var open: [Data: WireAssignment] = [:]
    while open.count < 8 { for task in try worker.assignments() { open[task.task] = task } }
    var sent: [UInt64: Data] = [:]
    func resend() throws {
      for (id, task) in open {
        let sequence = try worker.report { $0.finished = [task.finished()] }
        sent[sequence] = id
      }
    }
    try resend()
    var wasPutOff = false
    while !open.isEmpty {
      let message = try worker.next()
      switch try #require(message) {
      case .acknowledge(let acknowledge):
        for sequence in acknowledge.sequences { if let id = sent[sequence] { open[id] = nil } }
      case .helloAgain:
        wasPutOff = true
        try worker.hello(slots: 8, held: open.values.map(\.held))
      case .welcome: try resend()
      default: break
      }
    }
    #expect(wasPutOff)
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.done == 8)
  }

  @Test func `a job is refused once the coordinator stops, and what waits is still written`() throws {
    let place = try Place()
    let thread = JournalThread(
      journal: place.journal, directory: place.directory, doorbell: try Doorbell())
    thread.commit(tag: 1, .init(records: [record]))
    thread.beginToStop()
    #expect(throws: JournalThread.Stopped.self) { try thread.perform { $0.epoch } }
    thread.stop()
    let durable = thread.takeEvents().contains { if case .durable(1) = $0 { true } else { false } }
    #expect(durable)
  }
}
