internal import Analysis
internal import Foundation
internal import Platform
internal import Report
internal import Results
internal import Spec
internal import SweepModel
internal import Synchronization

/// Follows the sweeps that pages show, on a thread of its own: reads all of a sweep's tasks once, then what changes, and
/// draws the figures anew.
///
/// Pages never wait for it, but for lists that only all tasks can answer. What it costs is bounded: after an update it
/// rests for a multiple of the time that the update took, so that a sweep in which much happens is drawn less often.
final class SweepReader: Sendable {
  /// What is known of a sweep, and whether more is on its way.
  struct Knowledge: Sendable {
    var view: SweepView?
    var isBeingRead = false
    /// It is read when it has ended.
    var isHeld = false
    var failure: AnswerFailure?
  }

  private struct Entry {
    var knowledge = Knowledge()
    var isQueued = false
    /// Whether somebody will be told when it may be read again.
    var isWaking = false
    /// Of what was read; nil where its tasks are not in memory.
    var readStamp: Int?
    /// Monotonic seconds.
    var nextAt = 0.0
    var wantedAt = 0.0
  }

  /// Sweeps and tasks that are kept in memory though nobody has looked for a while.
  private static let limit = 3
  /// Seconds after which nobody is taken to look any more.
  private static let interest = 20.0
  /// Of the time that an update took, until the next one may begin; and seconds at least.
  private static let rest = 20.0
  private static let pause = 1.0
  /// After an update that failed. A coordinator that is back has it done at once.
  private static let patience = 4.0

  private let entries = Mutex<[String: Entry]>([:])
  private let thread = SerialThread(name: "sweeps", nice: 5)
  private let desk: Desk
  private let failure: @Sendable (any Error) -> AnswerFailure
  private let changed: @Sendable () -> Void

  /// - Parameter changed: called when there is another view of a sweep.
  init(
    drawing: SweepDrawing, connect: @escaping @Sendable () throws -> any AnswerSource,
    failure: @escaping @Sendable (any Error) -> AnswerFailure, changed: @escaping @Sendable () -> Void
  ) {
    desk = Desk(drawing, connect)
    self.failure = failure
    self.changed = changed
  }

  /// What is known of a sweep; has it brought up to date where it is behind.
  ///
  /// - Parameters:
  ///   - id: as documents name it.
  ///   - version: the newest version of the coordinator's state; 0 where there is no coordinator.
  ///   - stamp: differs where the sweep's tasks may be others.
  ///   - mayRead: whether it may be read now.
  func knowledge(of id: String, at version: UInt64, stamp: Int, mayRead: Bool = true) -> Knowledge {
    let now = MonotonicClock.seconds
    let (known, begins, wait): (Knowledge, Bool, Double?) = entries.withLock { entries in
      var entry = entries[id, default: Entry()]
      entry.wantedAt = now
      let isBehind = entry.readStamp != stamp
      let begins = mayRead && !entry.isQueued && isBehind && now >= entry.nextAt
      entry.knowledge.isHeld = isBehind && !mayRead
      if begins {
        entry.isQueued = true
        entry.knowledge.isBeingRead = entry.knowledge.view == nil
      }
      // Nothing else may happen that would have pages look again.
      let wakes = mayRead && isBehind && !begins && !entry.isQueued && !entry.isWaking
      if wakes { entry.isWaking = true }
      entries[id] = entry
      return (entry.knowledge, begins, wakes ? entry.nextAt - now : nil)
    }
    if let wait {
      DispatchQueue.global().asyncAfter(deadline: .now() + wait) { [self] in
        entries.withLock { $0[id]?.isWaking = false }
        changed()
      }
    }
    if begins { thread.run { [self] in update(id, to: version, stamp: stamp) } }
    return known
  }

  /// Asks something of all tasks of a sweep that has been read.
  ///
  /// - Returns: nil where it has not been.
  func ask<Value: Sendable>(
    _ id: String, _ question: @escaping @Sendable (SweepResults) -> Value
  ) async -> Value? {
    await withCheckedContinuation { continuation in
      thread.run { [self] in continuation.resume(returning: desk.followed[id].map { question($0.results) }) }
    }
  }

  /// Asks for a list of tasks, as ``ask(_:_:)``; the same list asked for again costs little.
  func list(
    _ listing: TaskListing, of id: String, from first: Int, limit: Int
  ) async -> (tasks: [TaskRecord], total: Int)? {
    await withCheckedContinuation { continuation in
      thread.run { [self] in
        continuation.resume(returning: desk.list(listing, of: id, from: first, limit: limit))
      }
    }
  }

  /// The curves as the tables and files that reports have.
  func curves(of id: String) async -> [Curve]? {
    await withCheckedContinuation { continuation in
      thread.run { [self] in continuation.resume(returning: desk.curves[id]) }
    }
  }

  func stop() { thread.stop() }

  /// Has it asked over a new connection, at once: the coordinator is back.
  func renew() {
    thread.run { [self] in
      desk.disconnect()
      noteMemory()
      changed()
    }
    entries.withLock { entries in
      for id in entries.keys where entries[id]?.knowledge.failure != nil {
        entries[id]?.knowledge.failure = nil
        entries[id]?.nextAt = 0
      }
    }
  }

  private func update(_ id: String, to version: UInt64, stamp: Int) {
    forgetOthers(than: id)
    let start = MonotonicClock.seconds
    let result = Result { try desk.update(id, to: version) }
    let now = MonotonicClock.seconds
    entries.withLock { entries in
      var entry = entries[id, default: Entry()]
      entry.isQueued = false
      entry.knowledge.isBeingRead = false
      switch result {
      case .success(let view):
        entry.knowledge.view = view
        entry.knowledge.failure = nil
        entry.readStamp = stamp
        entry.nextAt = now + max(SweepReader.pause, SweepReader.rest * (now - start))
      case .failure(let error):
        entry.knowledge.failure = failure(error)
        entry.nextAt = now + SweepReader.patience
      }
      entries[id] = entry
    }
    noteMemory()
    changed()
  }

  /// Has sweeps read again that are in memory no more, once somebody looks: lists are made of all tasks. By the reader's
  /// thread.
  private func noteMemory() {
    entries.withLock { entries in
      for id in entries.keys where desk.followed[id] == nil { entries[id]?.readStamp = nil }
    }
  }

  /// Memory is for sweeps that somebody looks at. What was drawn of the others stays, and is shown until it is drawn anew.
  private func forgetOthers(than id: String) {
    let now = MonotonicClock.seconds
    let forgotten = entries.withLock { entries in
      let others = entries.filter { $0.key != id && desk.followed[$0.key] != nil }
        .sorted { $0.value.wantedAt > $1.value.wantedAt }
      return others.dropFirst(SweepReader.limit - 1)
        .filter { now - $0.value.wantedAt > SweepReader.interest }.map(\.key)
    }
    for id in forgotten { desk.forget(id) }
  }
}

/// What the reader's thread works on; no other thread touches it.
private final class Desk: @unchecked Sendable {
  // Everything here is touched by the one thread of ``SweepReader`` alone.
  private(set) var followed: [String: FollowedSweep] = [:]
  private(set) var curves: [String: [Curve]] = [:]
  private var orders: [(id: String, listing: TaskListing, order: [Int32])] = []
  private var source: (any AnswerSource)?
  private let drawing: SweepDrawing
  private let connect: @Sendable () throws -> any AnswerSource

  init(_ drawing: SweepDrawing, _ connect: @escaping @Sendable () throws -> any AnswerSource) {
    self.drawing = drawing
    self.connect = connect
  }

  func forget(_ id: String) {
    followed[id] = nil
    curves[id] = nil
    orders.removeAll { $0.id == id }
  }

  func update(_ id: String, to version: UInt64) throws -> SweepView {
    orders.removeAll { $0.id == id }
    do {
      if source?.isOutdated == true { disconnect() }
      let source = try self.source ?? connect()
      self.source = source
      // Taken out meanwhile, so that 10^6 tasks are changed in place.
      if var known = followed.removeValue(forKey: id) {
        try known.update()
        followed[id] = known
      } else {
        followed[id] = try FollowedSweep(
          id, from: source.rows, following: source.changes, catalog: drawing.catalog, version: version)
      }
      guard let sweep = followed[id] else { throw AnswerFailure(.failed, "the sweep is gone") }
      return try view(of: sweep, id, source)
    } catch {
      // What was read with a connection is of no use with another one.
      disconnect()
      throw error
    }
  }

  func disconnect() {
    source = nil
    followed.removeAll()
    curves.removeAll()
    orders.removeAll()
  }

  private func view(of sweep: FollowedSweep, _ id: String, _ source: any AnswerSource) throws -> SweepView {
    let results = sweep.results
    let curves = sweep.curves { drawing.overlay(results, $0, source) }
    self.curves[id] = curves
    var figures = curves.map { curve in
      SweepView.Figure(
        name: curve.definition.name,
        title: curve.definition.figure.title ?? curve.definition.title(curve.names),
        caption: SVGFigure.caption(curve),
        wide: SVGFigure.render(curve), narrow: SVGFigure.render(curve, width: SVGFigure.narrowWidth))
    }
    for figure in try drawing.pictures(results, source) {
      let picture = PictureDrawing(figure)
      figures.append(
        .init(
          name: figure.definition.name, title: figure.definition.name, caption: figure.caption,
          wide: picture.render(), narrow: picture.render()))
    }
    let labels = results.labels
    return SweepView(
      details: results.details, summary: results.sweep.summary, axes: results.sweep.axes.map(\.name),
      metrics: results.tasks.first { $0.status == .done }?.finals.names ?? [], labels: labels,
      figures: figures,
      refinement: try drawing.growth(results, source).map { growth in
        switch growth {
        case .crossings(let refinement): RefinementSection.html(refinement, labels)
        case .comparisons(let comparison): ComparisonSection.html(comparison, labels)
        }
      },
      tasks: results.tasks.count, readAt: WallClock.unixSeconds)
  }

  func list(
    _ listing: TaskListing, of id: String, from first: Int, limit: Int
  ) -> (tasks: [TaskRecord], total: Int)? {
    guard let tasks = followed[id]?.results.tasks else { return nil }
    let order: [Int32]
    if let known = orders.first(where: { $0.id == id && $0.listing == listing }) {
      order = known.order
    } else {
      order = listing.order(tasks)
      orders.append((id, listing, order))
      if orders.count > 6 { orders.removeFirst() }
    }
    return (order.dropFirst(max(0, first)).prefix(limit).map { tasks[Int($0)] }, order.count)
  }
}

extension SweepView.Figure {
  fileprivate init(name: String, title: String, caption: String, wide: String, narrow: String) {
    self.init(
      name: name, title: title, caption: caption, wide: Array(wide.utf8), narrow: Array(narrow.utf8),
      tag: String(Digest(of: Array(wide.utf8)).hex.prefix(12)))
  }
}
