import SweepModel
import Testing

@testable import Dashboard

/// Which tasks a page lists, and in which order.
@Suite struct TaskListingTests {
  /// Sigma 0.1 to 0.4 in turn; a score where it is done, NaN for one.
  private let tasks: [TaskRecord] = (0..<8).map { index in
    let status: TaskStatus = index % 3 == 0 ? .failed : index == 7 ? .pending : .done
    return TaskRecord(
      ordinal: index, id: TaskID(Digest(of: Array("task \(index)".utf8))), replicate: index / 4,
      status: status,
      attempt: index % 2,
      parameters: ["sigma": .real(Double(index % 4 + 1) / 10), "kind": .text(index < 4 ? "a" : "b")],
      metrics: status == .done ? ["score": index == 4 ? .nan : Double(10 - index)] : [:],
      seconds: status == .done ? Double(index) : nil, reason: status == .failed ? "out of <memory>" : nil)
  }

  private func order(_ query: [String: String]) throws -> [Int32] {
    try TaskListing.read(query).0.order(tasks)
  }

  @Test func `tasks are filtered by status and words`() throws {
    #expect(try order(["status": "failed"]) == [0, 3, 6])
    #expect(try order(["status": "failed,pending"]) == [0, 3, 6, 7])
    #expect(try order(["q": "sigma=0.2"]) == [1, 5])
    #expect(try order(["q": "sigma=0.2 kind=b"]) == [5])
    #expect(try order(["q": "<memory>", "status": "all"]) == [0, 3, 6])
    #expect(try order(["q": String("\(tasks[2].id)".prefix(8))]) == [2])
    #expect(try order(["q": "nothing"]).isEmpty)
  }

  @Test func `tasks are sorted by what they have, and those that lack it come last`() throws {
    #expect(try order([:]) == Array(0..<8))
    #expect(try order(["order": "down"]) == (0..<8).reversed())
    #expect(try order(["sort": "p.sigma"]) == [0, 4, 1, 5, 2, 6, 3, 7])
    #expect(try order(["sort": "p.sigma", "order": "down"]) == [3, 7, 2, 6, 1, 5, 0, 4])
    #expect(try order(["sort": "m.score"]) == [5, 2, 1, 0, 3, 4, 6, 7])
    #expect(try order(["sort": "m.score", "order": "down"]) == [1, 2, 5, 0, 3, 4, 6, 7])
    #expect(try order(["sort": "seconds", "order": "down"]) == [5, 4, 2, 1, 0, 3, 6, 7])
    #expect(try order(["sort": "m.none"]) == Array(0..<8))
    #expect(try order(["sort": "id"]).count == 8)
  }

  @Test func `what is no status or order is refused`() {
    #expect(throws: AnswerFailure.self) { try TaskListing.read(["status": "odd"]) }
    #expect(throws: AnswerFailure.self) { try TaskListing.read(["status": "excluded"]) }
    #expect(throws: AnswerFailure.self) { try TaskListing.read(["sort": "odd"]) }
  }

  @Test func `the map counts every task once, in cells that hold all values`() throws {
    let map = try #require(DensityMap(tasks, x: "sigma", y: "kind"))
    #expect(map.x.cells.count == 4 && map.y.cells.count == 2)
    #expect(map.cells.reduce(0) { $0 + $1.total } == 8)
    #expect(map[0, 0].counts == [.failed: 1] && map[3, 1].counts == [.pending: 1])
    #expect(DensityMap(tasks, x: "sigma", y: "none") == nil)
    let many = (0..<1000).map { index in
      TaskRecord(
        ordinal: index, id: TaskID(Digest(of: Array("\(index)".utf8))), replicate: 0, status: .done,
        parameters: ["x": .integer(index), "y": .integer(index % 7)])
    }
    let large = try #require(DensityMap(many, x: "x", y: "y"))
    #expect(large.x.cells.count == DensityMap.limit && large.y.cells.count == 7)
    #expect(large.cells.reduce(0) { $0 + $1.total } == 1000)
    #expect(large.x.cells.first?.first == .integer(0) && large.x.cells.last?.last == .integer(999))
  }
}
