internal import GRDB
internal import SweepModel

/// Reads streamed values of tasks, of all metrics or of one.
struct StreamReader {
  private let streams: Streams
  private let names: MetricNames
  private let name: String?
  private let metric: Int?

  /// - Parameter name: one metric; nil for all.
  init(_ database: Database, named name: String?) throws {
    streams = try Streams(database)
    names = try MetricNames(database)
    self.name = name
    // A name that no task has reported may be one that was damaged: then all are read, and checked.
    metric = name.flatMap(names.number)
  }

  /// A task's values in order of metric and step.
  ///
  /// - Parameter isDone: whether it has its result, which makes them checked.
  func rows(of task: TaskNumber, isDone: Bool) throws -> [MetricRow] {
    let rows = try streams.rows(of: task, isDone: isDone, names, only: metric)
    return name == nil || metric != nil ? rows : []
  }
}
