internal import GRDB
package import SweepModel

/// Some tasks of a sweep, with what those of them streamed that are done.
package struct ChangedTasks: Sendable {
  package var tasks: [TaskRecord] = []
  package var metrics: [SweepMetricRow] = []
  /// The smallest number of a task that is still to be read; nil where there is none.
  package var next: Int?
}

extension JournalReader {
  /// Tasks of a sweep whose numbers lie in some ranges, by rising number, checked as ``records(of:matching:offset:limit:)``
  /// does.
  ///
  /// - Parameters:
  ///   - runs: ranges of task numbers by rising number, none of which overlap.
  ///   - names: streamed metrics that are read of tasks that are done.
  ///   - number: smaller ones are passed over.
  ///   - limit: no further task is read after so many tasks and streamed values.
  ///   - points: what was read before of the sweep's experiment.
  package func changedTasks(
    of sweep: SweepNumber, numbered runs: [ClosedRange<Int>], streaming names: [String], from number: Int,
    limit: Int, points: PointCache = PointCache()
  ) throws(JournalError) -> ChangedTasks {
    try read("read the tasks that changed") { database in
      let reader = try RecordReader(database, points: points)
      let streams = try names.map { try StreamReader(database, named: $0) }
      var changed = ChangedTasks()
      for run in runs where run.upperBound >= number {
        var rest = max(run.lowerBound, number)...run.upperBound
        while true {
          let left = limit - changed.tasks.count - changed.metrics.count
          guard left > 0 else {
            changed.next = rest.lowerBound
            return changed
          }
          // A page at a time, so that few are read in vain where their streamed values are many.
          let wanted = min(left, names.isEmpty ? left : 100)
          let page = try reader.records(of: sweep, numbered: rest, limit: wanted)
          for (task, record) in page {
            changed.tasks.append(record)
            guard record.status == .done else { continue }
            for stream in streams {
              for row in try stream.rows(of: task, isDone: true) {
                changed.metrics.append(SweepMetricRow(ordinal: record.ordinal, task: task, row: row))
              }
            }
          }
          guard page.count == wanted, let last = page.last?.task.value, last < rest.upperBound else { break }
          rest = (last + 1)...rest.upperBound
        }
      }
      return changed
    }
  }
}
