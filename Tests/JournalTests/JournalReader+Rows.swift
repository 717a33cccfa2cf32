import GRDB
import SweepModel

@testable import Journal

/// Single rows, which only a coordinator at its start reads, and then all of them at once.
extension JournalReader {
  /// One task; nil where the journal has none of that number.
  func task(_ number: TaskNumber) throws -> StoredTask? {
    try read("read a task") { database in
      let select = try PreparedStatement(database, "SELECT \(Self.columns) FROM task WHERE number = ?1")
      try select.bind(1, number.value)
      return try select.first(Self.storedTask)
    }
  }

  /// The newest checkpoint of a task.
  func checkpoint(of task: TaskNumber) throws -> CheckpointRecord? {
    try read("read a checkpoint") { database in
      let select = try PreparedStatement(
        database, "SELECT step, digest, size FROM checkpoint WHERE task = ?1")
      try select.bind(1, task.value)
      return try select.first {
        CheckpointRecord(
          step: $0.integer(0), digest: try $0.digest(1, of: "the checkpoint of task \(task)"),
          size: $0.integer(2))
      }
    }
  }
}
