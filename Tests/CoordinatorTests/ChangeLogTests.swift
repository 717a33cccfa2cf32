import SweepModel
import Testing

@testable import Coordinator

@Suite struct ChangeLogTests {
  private func numbers(_ values: [Int]) -> [TaskNumber] { values.map { TaskNumber($0) } }

  @Test func `what changed after a version is told once, in runs`() throws {
    var log = ChangeLog(since: 10)
    log.add(numbers([7, 3, 4, 5]), at: 11)
    log.add(numbers([6, 4, 100]), at: 12)
    log.add([], at: 13)
    #expect(try #require(log.changes(since: 10, newest: 13)).tasks == [3...7, 100...100])
    #expect(try #require(log.changes(since: 11, newest: 13)).tasks == [4...4, 6...6, 100...100])
    #expect(try #require(log.changes(since: 12, newest: 13)).tasks == [])
    #expect(try #require(log.changes(since: 13, newest: 13)).tasks == [])
  }

  @Test func `a version of another start is not taken for one of this`() {
    let log = ChangeLog(since: 10)
    #expect(log.changes(since: 9, newest: 10) == nil)
    #expect(log.changes(since: 11, newest: 10) == nil)
  }

  @Test func `what is too long ago is forgotten, and nothing that is told is left out`() throws {
    var log = ChangeLog(since: 1)
    var added: [(version: UInt64, task: Int)] = []
    for version in UInt64(2)..<UInt64(2 + 2 * ChangeLog.limit) {
      // No two are neighbours, as where everything is retried that failed.
      log.add(numbers([Int(version) * 2]), at: version)
      added.append((version, Int(version) * 2))
    }
    let newest = added.count + 1
    #expect(log.changes(since: 2, newest: UInt64(newest)) == nil)
    var known = 0
    for age in [1, 10, ChangeLog.limit / 4, ChangeLog.limit / 2] {
      let since = UInt64(newest - age)
      guard let changes = log.changes(since: since, newest: UInt64(newest)) else { continue }
      known += 1
      #expect(changes.tasks.map(\.lowerBound) == added.filter { $0.version > since }.map(\.task))
    }
    #expect(known == 4, "half the limit is known at least")
  }

  @Test func `the largest numbers that a damaged journal may have do not trap`() throws {
    var log = ChangeLog(since: 1)
    log.add(numbers([.max, .max, .min, .max - 1]), at: 2)
    log.add(numbers([.max]), at: 3)
    #expect(try #require(log.changes(since: 1, newest: 3)).tasks == [.min ... .min, .max - 1 ... .max])
  }
}
