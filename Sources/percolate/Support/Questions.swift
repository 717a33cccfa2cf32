internal import Messages
internal import SweepModel

/// The questions that commands ask, each with what it needs.
extension WireQuery.OneOf_Question {
  /// How some sweeps are, or all of them.
  ///
  /// - Parameter version: answer only once the state differs from this one; 0 answers at once.
  static func status(of selector: String = "", unless version: UInt64 = 0) -> Self {
    var query = WireStatusQuery()
    query.selector = selector
    query.unlessVersion = version
    return .status(query)
  }

  /// What a report needs of a sweep besides its tasks.
  static func sweep(_ selector: String) -> Self {
    var query = WireSweepQuery()
    query.selector = selector
    return .sweep(query)
  }

  /// A page of a sweep's tasks.
  ///
  /// - Parameters:
  ///   - statuses: only tasks with one of these; none means all but excluded ones.
  ///   - offset: the first ordinal of the page.
  static func tasks(
    of selector: String, _ statuses: [TaskStatus] = [], from offset: Int = 0, limit: Int
  ) -> Self {
    var query = WireTasksQuery()
    query.selector = selector
    query.statuses = statuses.map { WireTaskStatus($0) }
    query.offset = UInt64(clamping: offset)
    query.limit = UInt32(clamping: limit)
    return .tasks(query)
  }

  /// A page of what a sweep's tasks streamed.
  ///
  /// - Parameters:
  ///   - metric: empty for all of them.
  ///   - offset: the first ordinal of the page.
  static func metrics(of selector: String, named metric: String, from offset: Int) -> Self {
    var query = WireMetricsQuery()
    query.selector = selector
    query.metric = metric
    query.offset = UInt64(clamping: offset)
    return .metrics(query)
  }

  /// A page of a refined sweep's reasons, behind so many of them.
  static func placements(of selector: String, from offset: Int) -> Self {
    var query = WirePlacementsQuery()
    query.selector = selector
    query.offset = UInt64(clamping: offset)
    return .placements(query)
  }

  /// Why a task is where it is.
  static func explain(_ task: String) -> Self {
    var query = WireExplainQuery()
    query.task = task
    return .explain(query)
  }

  /// A piece of a file that a task left.
  static func artifact(_ digest: Digest, from offset: Int) -> Self {
    var query = WireArtifactQuery()
    query.digest = .init(digest.bytes)
    query.offset = UInt64(clamping: offset)
    return .artifact(query)
  }
}
