import Foundation
import Journal
import SweepModel

@testable import Coordinator

/// A disk that answers nothing while its gate is closed, and tells when somebody waits at it.
final class GatedDisk: DiskWork, @unchecked Sendable {
  enum Work: Hashable { case definitions, tasks, checkpoint, key }

  private let condition = NSCondition()
  // Everything below is touched only while `condition` is locked.
  private var closed: Set<Work> = []
  private var waiting: [Work: Int] = [:]
  private var disk: (any DiskWork)?

  /// Stands before a coordinator's disk from now on.
  func stand(before disk: any DiskWork) -> GatedDisk {
    condition.withLock { self.disk = disk }
    return self
  }

  func close(_ work: Work...) { condition.withLock { closed.formUnion(work) } }

  func open(_ work: Work...) {
    condition.withLock {
      closed.subtract(work)
      condition.broadcast()
    }
  }

  /// Lets everybody through from now on.
  func openAll() {
    condition.withLock {
      closed = []
      condition.broadcast()
    }
  }

  /// Returns once somebody waits for this kind of work.
  func awaitVisitor(for work: Work) throws {
    let limit = Date(timeIntervalSinceNow: Patience.seconds)
    try condition.withLock {
      while waiting[work, default: 0] == 0 {
        guard condition.wait(until: limit) else {
          throw GaveUp(description: "nobody asked the disk for \(work)")
        }
      }
    }
  }

  private func pass(_ work: Work) -> (any DiskWork)? {
    condition.withLock {
      waiting[work, default: 0] += 1
      condition.broadcast()
      while closed.contains(work) { condition.wait() }
      waiting[work, default: 0] -= 1
      return disk
    }
  }

  func definitions(of tasks: [TaskNumber]) throws(JournalError) -> [TaskNumber: [UInt8]] {
    try pass(.definitions)?.definitions(of: tasks) ?? [:]
  }

  func tasks(matching prefix: String, limit: Int) throws(JournalError) -> [StoredTask] {
    try pass(.tasks)?.tasks(matching: prefix, limit: limit) ?? []
  }

  func checkpoint(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]? {
    pass(.checkpoint)?.checkpoint(digest, from: offset, count: count)
  }

  func issue(
    _ key: KeyRequest, endpoint: String, serverKey: String
  ) throws(CoordinatorError) -> AccessKey {
    guard let disk = pass(.key) else { throw .keys(path: "", reason: "there is no disk") }
    return try disk.issue(key, endpoint: endpoint, serverKey: serverKey)
  }
}
