internal import SweepModel

/// How the journal writes a task's state. Pending is 0, which SQLite stores in no bytes at all.
extension TaskStatus {
  /// The number in the column `state`.
  var code: Int {
    switch self {
    case .pending: 0
    case .done: 2
    case .failed: 3
    case .cancelled: 4
    case .running: 5
    case .excluded: 6
    }
  }

  /// Reads the column `state`.
  ///
  /// - Throws: ``ImpossibleRow`` for a number that this program never writes.
  init(code: Int) throws {
    guard let status = Self.allCases.first(where: { $0.code == code }) else {
      throw ImpossibleRow(found: "a task has the unknown state \(code)")
    }
    self = status
  }

  /// A task is done exactly where it has a result.
  ///
  /// - Throws: ``ImpossibleRow`` where one is there without the other.
  func check(hasResult: Bool, task: Int) throws {
    guard hasResult == (self == .done) else {
      throw ImpossibleRow(found: "task \(task) is \(rawValue) and has \(hasResult ? "a" : "no") result")
    }
  }
}
