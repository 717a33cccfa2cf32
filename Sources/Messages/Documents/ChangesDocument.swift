/// Answer to `changes`: tasks of a sweep that ended, were added or are to run again since a version of the state.
package struct ChangesDocument: Document {
  package var version = 1
  package var sweep: String
  /// What is asked for next time, that of the first page: of what changes while the others are read the next answer
  /// tells too.
  package var stateVersion: UInt64
  /// False where that was too long ago, or before the coordinator was restarted: all tasks have to be read anew.
  package var isComplete: Bool
  package var tasks: [TasksDocument.Row]
  /// Streamed values of those of them that are done.
  package var series: [MetricsDocument.Series]
  /// Where only numbers were asked for: the first and last task number of each range in turn, by rising number. Ranges
  /// that lie close may be one, with tasks between them that did not change.
  package var numbers: [Int]?
  /// The offset of the next page; nil on the last one.
  package var nextOffset: Int?

  package init(
    sweep: String, stateVersion: UInt64, isComplete: Bool, tasks: [TasksDocument.Row] = [],
    series: [MetricsDocument.Series] = [], numbers: [Int]? = nil, nextOffset: Int? = nil
  ) {
    self.sweep = sweep
    self.stateVersion = stateVersion
    self.isComplete = isComplete
    self.tasks = tasks
    self.series = series
    self.numbers = numbers
    self.nextOffset = nextOffset
  }
}
