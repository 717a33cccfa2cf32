internal import Foundation
package import SweepModel

/// The questions that commands ask, each with what it needs.
extension WireQuery.OneOf_Question {
  /// How some sweeps are, or all of them.
  ///
  /// - Parameter version: answer only once the state differs from this one; 0 answers at once.
  package static func status(of selector: String = "", unless version: UInt64 = 0) -> Self {
    var query = WireStatusQuery()
    query.selector = selector
    query.unlessVersion = version
    return .status(query)
  }

  /// What a report needs of a sweep besides its tasks.
  package static func sweep(_ selector: String) -> Self {
    var query = WireSweepQuery()
    query.selector = selector
    return .sweep(query)
  }

  /// A page of a sweep's tasks.
  ///
  /// - Parameters:
  ///   - statuses: only tasks with one of these; none means all but excluded ones.
  ///   - offset: the first ordinal of the page.
  package static func tasks(
    of selector: String, _ statuses: [TaskStatus] = [], from offset: Int = 0, limit: Int
  ) -> Self {
    .tasks(page(of: selector, statuses, from: offset, limit: limit))
  }

  /// The same page as ``WireTaskRows``.
  package static func rows(
    of selector: String, _ statuses: [TaskStatus] = [], from offset: Int = 0, limit: Int
  ) -> Self {
    .rows(page(of: selector, statuses, from: offset, limit: limit))
  }

  private static func page(
    of selector: String, _ statuses: [TaskStatus], from offset: Int, limit: Int
  ) -> WireTasksQuery {
    var query = WireTasksQuery()
    query.selector = selector
    query.statuses = statuses.map { WireTaskStatus($0) }
    query.offset = UInt64(clamping: offset)
    query.limit = UInt32(clamping: limit)
    return query
  }

  /// A page of what a sweep's tasks streamed.
  ///
  /// - Parameters:
  ///   - metric: empty for all of them.
  ///   - offset: the first ordinal of the page.
  package static func metrics(of selector: String, named metric: String, from offset: Int) -> Self {
    var query = WireMetricsQuery()
    query.selector = selector
    query.metric = metric
    query.offset = UInt64(clamping: offset)
    return .metrics(query)
  }

  /// A page of a refined sweep's reasons, behind so many of them.
  package static func placements(of selector: String, from offset: Int) -> Self {
    var query = WirePlacementsQuery()
    query.selector = selector
    query.offset = UInt64(clamping: offset)
    return .placements(query)
  }

  /// Why a task is where it is.
  package static func explain(_ task: String) -> Self {
    var query = WireExplainQuery()
    query.task = task
    return .explain(query)
  }

  /// A piece of a file that a task left.
  package static func artifact(_ digest: Digest, from offset: Int) -> Self {
    var query = WireArtifactQuery()
    query.digest = .init(digest.bytes)
    query.offset = UInt64(clamping: offset)
    return .artifact(query)
  }

  /// A page of the files that a sweep's tasks left.
  ///
  /// - Parameter offset: the first ordinal of the page.
  package static func artifacts(of selector: String, from offset: Int) -> Self {
    var query = WireArtifactsQuery()
    query.selector = selector
    query.offset = UInt64(clamping: offset)
    return .artifacts(query)
  }

  /// A page of a sweep's failed and cancelled tasks.
  ///
  /// - Parameter offset: the first ordinal of the page.
  package static func failures(of selector: String, from offset: Int, limit: Int) -> Self {
    var query = WireFailuresQuery()
    query.selector = selector
    query.offset = UInt64(clamping: offset)
    query.limit = UInt32(clamping: limit)
    return .failures(query)
  }

  /// The parameters and final metrics that a sweep's tasks have.
  package static func columns(of selector: String) -> Self {
    var query = WireColumnsQuery()
    query.selector = selector
    return .columns(query)
  }

  /// A page of a sweep's tasks that ended, were added or are to run again.
  ///
  /// - Parameters:
  ///   - version: since when: the state's version that an earlier answer named.
  ///   - metrics: streamed metrics that come along of those that are done.
  ///   - offset: where the page begins, as the page before it said.
  package static func changes(
    of selector: String, since version: UInt64, with metrics: [String], from offset: Int
  ) -> Self {
    var query = WireChangesQuery()
    query.selector = selector
    query.sinceVersion = version
    query.metrics = metrics
    query.offset = UInt64(clamping: offset)
    return .changes(query)
  }

  /// The numbers of those tasks, for who reads the journal itself.
  package static func changedNumbers(of selector: String, since version: UInt64) -> Self {
    var query = WireChangesQuery()
    query.selector = selector
    query.sinceVersion = version
    query.onlyNumbers = true
    return .changes(query)
  }
}
