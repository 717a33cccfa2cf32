import Foundation
import SweepModel
import TestSupport
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Journal

/// What the journal's thread does while there is no room on its disk.
@Suite(
  .timeLimit(.minutes(1)), .enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"))
struct FullDiskThreadTests {
  @Test func `what makes room is done on a full disk, and who waits for room is told at the end`()
    async throws
  {
    let disk = try SmallDisk(megabytes: 8)
    let directory = try DataDirectory.create(at: disk.path + "/data")
    let journal = try Journal.open(try directory.lock(), percolateVersion: "test")
    let doorbell = try Doorbell()
    let thread = JournalThread(journal: journal, directory: directory, doorbell: doorbell)
    #expect(try thread.perform { $0.epoch } == 1)
    #expect(thread.troubledSince == nil)
    disk.fill()
    let record = JournalRecord.leaseEnded(TaskNumber(1))
    // What fits into pages that are there already is written all the same.
    var tag: UInt64 = 0
    while thread.troubledSince == nil {
      tag += 1
      thread.commit(tag: tag, .init(records: Array(repeating: record, count: 100)))
      _ = events(of: thread, doorbell)
    }
    #expect(try thread.perform(makesRoom: true) { $0.epoch } == 1)
    async let waiting = Self.epoch(of: thread)
    // Behind it, so that it waits by now.
    while thread.jobCount == 0 { await Task.yield() }
    thread.refuseJobs()
    #expect(await waiting == nil)
    #expect(throws: JournalThread.Stopped.self) { try thread.perform(makesRoom: true) { $0.epoch } }
    // And what has to be written still is, once there is room.
    disk.free()
    var told: UInt64 = 0
    while told != tag {
      for case .durable(let newest) in events(of: thread, doorbell) { told = newest }
    }
    #expect(thread.troubledSince == nil)
    thread.stop()
  }

  /// Waits for the next ones.
  private func events(of thread: JournalThread, _ doorbell: Doorbell) -> [JournalThread.Event] {
    var waiting = pollfd(fd: doorbell.fileDescriptor, events: Int16(POLLIN), revents: 0)
    poll(&waiting, 1, -1)
    doorbell.drain()
    return thread.takeEvents()
  }

  /// Nil where the job is refused. Blocks a thread of its own.
  private static func epoch(of thread: JournalThread) async -> Int? {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: try? Int(thread.perform { $0.epoch })) }
    }
  }
}
