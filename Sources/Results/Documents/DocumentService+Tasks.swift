internal import Journal
internal import Messages
internal import Spec
internal import SweepModel

extension DocumentService {
  /// One page of a sweep's tasks.
  ///
  /// - Throws: ``SelectionError`` for an unknown sweep or status, ``JournalError``.
  func tasks(_ query: WireTasksQuery) throws -> TasksDocument {
    let sweep = try source.stored(query.selector)
    let (statuses, limit, offset) = try DocumentService.page(query)
    let records = try source.tasks(of: sweep, in: statuses, from: offset, limit: limit).items
    let runs = records.contains { $0.status == .running }
    let newest = runs ? try reader.newestMetrics(of: sweep.number) : [:]
    var document = TasksDocument(
      sweep: "\(sweep.header.id)", name: sweep.header.name, offset: offset,
      tasks: records.map { TasksDocument.Row($0, newest: newest[$0.ordinal] ?? []) })
    if statuses?.contains(.excluded) == true {
      document.excluded = try excluded(of: sweep, from: offset, limit: limit - records.count)
    }
    guard offset == 0 else { return document }
    let isWhole = records.count < limit && document.excluded == nil
    document.total = isWhole ? records.count : try total(of: sweep, statuses)
    document.axes = DocumentService.axes(of: sweep.header)
    let done = RecordFilter(statuses: [.done])
    document.metrics = try reader.records(of: sweep.number, matching: done, limit: 1).first
      .map(\.finals.names)
    return document
  }

  /// The same page in few bytes, without what stands around the tasks.
  func rows(_ query: WireTasksQuery) throws -> WireTaskRows {
    let (statuses, limit, offset) = try DocumentService.page(query)
    let sweep = try source.stored(query.selector)
    return WireTaskRows(try source.tasks(of: sweep, in: statuses, from: offset, limit: limit).items)
  }

  /// Which tasks a page has. Pages go on behind an ordinal, so that the last one costs no more than the first.
  private static func page(
    _ query: WireTasksQuery
  ) throws(SelectionError) -> (statuses: Set<TaskStatus>?, limit: Int, offset: Int) {
    (
      try statuses(in: query.statuses), query.limit == 0 ? 1000 : Int(min(query.limit, 20_000)),
      Int(clamping: query.offset)
    )
  }

  /// The statuses of a filter; nil for none.
  private static func statuses(in filter: [WireTaskStatus]) throws(SelectionError) -> Set<TaskStatus>? {
    guard !filter.isEmpty else { return nil }
    var statuses: Set<TaskStatus> = []
    for word in filter {
      guard let status = word.status else {
        throw SelectionError(
          "this coordinator does not know the status with the number \(word.rawValue); it is an older release "
            + "than the one that asks")
      }
      statuses.insert(status)
    }
    return statuses
  }

  /// How many tasks have one of these statuses; nil means all of them.
  private func total(of sweep: StoredSweep, _ statuses: Set<TaskStatus>?) throws -> Int {
    let census = try reader.census(of: sweep.number)
    guard let statuses else { return census.planned - census.excluded }
    return statuses.reduce(0) { $0 + census[$1] }
  }

  /// Names of the axes in the order of the spec, those of `when` blocks last. Read off the stored spec without
  /// expanding it; empty where it cannot be read.
  private static func axes(of header: SweepHeader) -> [String] {
    guard case .object(let spec)? = try? CanonicalJSON.parseValue(Array(header.resolved.utf8)) else {
      return []
    }
    func members(_ value: JSONValue?, _ key: String) -> [JSONValue] {
      guard case .object(let object)? = value, case .list(let list)? = object[key] else { return [] }
      return list
    }
    let own = members(.object(spec), "axes")
    let conditional = members(.object(spec), "when").flatMap { members($0, "axes") }
    var names: [String] = []
    for axis in own + conditional {
      guard case .object(let object) = axis, case .text(let name)? = object["name"], !names.contains(name)
      else { continue }
      names.append(name)
    }
    return names
  }

  /// Combinations that the spec excludes, in the order in which it would have run them.
  private func excluded(
    of sweep: StoredSweep, from offset: Int, limit: Int
  ) throws -> [TasksDocument.Excluded] {
    guard limit > 0, sweep.header.excluded > 0 else { return [] }
    let spec = try Sweep(resolvedJSON: sweep.header.resolved, catalog: source.catalog)
    struct Enough: Error {}
    var points: [TasksDocument.Excluded] = []
    var passed = 0
    do {
      try spec.forEachExcludedPoint { (parameters, reason) throws(Enough) in
        passed += 1
        guard passed > offset else { return }
        guard points.count < limit else { throw Enough() }
        points.append(
          .init(
            parameters: parameters.mapValues { ParameterJSON($0) }, tasks: spec.replicates, reason: reason))
      }
    } catch {
      return points
    }
    return points
  }
}
