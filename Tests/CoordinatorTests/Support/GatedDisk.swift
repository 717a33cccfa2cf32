import Journal
import SweepModel
import TestSupport

@testable import Coordinator

/// A disk that answers nothing while its gate is closed, and tells when somebody waits at it.
final class GatedDisk: DiskWork {
  enum Work: Hashable { case definitions, tasks, checkpoint, key, files, upload }

  private struct State {
    var closed: Set<Work> = []
    var waiting: [Work: Int] = [:]
    var disk: (any DiskWork)?
  }

  private let state = Watched(State())

  /// Stands before a coordinator's disk from now on.
  func stand(before disk: any DiskWork) -> GatedDisk {
    state.change { $0.disk = disk }
    return self
  }

  func close(_ work: Work...) { state.change { $0.closed.formUnion(work) } }

  func open(_ work: Work...) { state.change { $0.closed.subtract(work) } }

  /// Lets everybody through from now on.
  func openAll() { state.change { $0.closed = [] } }

  /// Returns once somebody waits for this kind of work.
  func awaitVisitor(for work: Work) throws {
    guard state.wait(until: { $0.waiting[work, default: 0] > 0 }) else {
      throw GaveUp(description: "nobody asked the disk for \(work)")
    }
  }

  private func pass(_ work: Work) -> (any DiskWork)? {
    state.change { $0.waiting[work, default: 0] += 1 }
    // The gate is opened by the end of the test at the latest.
    _ = state.wait(within: .infinity) { !$0.closed.contains(work) }
    return state.change {
      $0.waiting[work, default: 0] -= 1
      return $0.disk
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

  func files(_ digest: Digest, from offset: Int, count: Int) -> [UInt8]? {
    pass(.files)?.files(digest, from: offset, count: count)
  }

  func take(_ piece: BundleUploads.Piece, named: Set<Digest>?) throws(BundleUploads.Problem) -> Int {
    try pass(.upload)?.take(piece, named: named) ?? 0
  }

  func prune(_ pruning: Pruning) throws -> Pruned { try pass(.tasks)?.prune(pruning) ?? Pruned() }

  func issue(
    _ key: KeyRequest, endpoint: String, serverKey: String
  ) throws(CoordinatorError) -> AccessKey {
    guard let disk = pass(.key) else { throw .keys(path: "", reason: "there is no disk") }
    return try disk.issue(key, endpoint: endpoint, serverKey: serverKey)
  }
}
