internal import SweepModel

/// The tasks of a sweep, one page of them in memory, for readers that go through rows of its tasks in their order.
struct TaskCursor {
  private static let limit = 5000

  private let source: any ResultSource
  private let sweep: SweepDetails
  private var page: ArraySlice<TaskRecord> = []

  init(_ sweep: SweepDetails, in source: any ResultSource) {
    self.sweep = sweep
    self.source = source
  }

  /// The task with that ordinal; nil where there is none.
  ///
  /// - Parameter ordinal: not below those that were asked for before.
  mutating func task(at ordinal: Int) throws -> TaskRecord? {
    if page.last.map({ $0.ordinal < ordinal }) ?? true {
      page = try source.tasks(of: sweep, in: nil, from: ordinal, limit: TaskCursor.limit).items[...]
    }
    page = page.drop { $0.ordinal < ordinal }
    return page.first.flatMap { $0.ordinal == ordinal ? $0 : nil }
  }
}
