internal import Messages
internal import Results
internal import SweepModel
internal import Web

/// Which page an address is.
extension Dashboard {
  /// The content of the page that a request asks for, with what is wrong with all of it; never nothing.
  func content(_ request: WebRequest) async -> PageContent {
    let reading = await feed.reading()
    var page: PageContent
    do { page = try await found(request, reading) } catch {
      let failure = error as? AnswerFailure ?? AnswerFailure(.failed, "\(error)")
      // Why nobody answers stands above already.
      let message =
        reading.failure == failure
        ? "It comes by itself once the coordinator answers." : failure.message + "."
      page = .notice(
        failure.kind == .mistaken ? "Not found" : "Not to be had now", message, status: failure.status)
    }
    page.regions.insert(Layout.state(reading), at: 0)
    return page
  }

  /// - Throws: ``AnswerFailure``, and what connections throw.
  private func found(_ request: WebRequest, _ reading: StatusFeed.Reading) async throws -> PageContent {
    let status = try status(of: reading)
    let path = request.path
    switch (path.first, path.count) {
    case (nil, _):
      return SweepsPage.content(
        status, page: Int(request.query["page"] ?? "") ?? 1,
        word: String((request.query["q"] ?? "").prefix(200)))
    case ("sweeps", 2): return try await sweepPage(sweep(path[1], status), status)
    case ("sweeps", 3) where path[2] == "tasks":
      return try await tasksPage(sweep(path[1], status), request.query, status)
    case ("sweeps", 3) where path[2] == "map":
      return try await mapPage(sweep(path[1], status), request.query, status)
    case ("tasks", 2): return try await taskPage(path[1], status)
    case ("workers", 1):
      return WorkersPage.content(
        try await workers(status), try await queues(status), actions(status),
        isAtRest: status.isAtRest == true)
    case ("confirm", 1):
      guard !configuration.isReadOnly else {
        throw AnswerFailure(.mistaken, "the page was started with --read-only and changes nothing")
      }
      return ActionPages.question(try await action(request.query, status), formToken: session.formToken)
    case ("outcomes", 2):
      guard let page = outcomes[path[1]] else {
        throw AnswerFailure(.mistaken, "what came of it was said, and is gone")
      }
      return page
    default: throw AnswerFailure(.mistaken, "there is no page at \(request.target.prefix(200))")
    }
  }

  /// Nil where nothing can be changed: for readers, and where no coordinator runs that would do it.
  private func actions(_ status: StatusDocument) -> ActionLinks? {
    configuration.isReadOnly || status.isAtRest == true ? nil : ActionLinks()
  }

  /// The sweep that an address names, by its id or, where only one has it, by its name.
  func sweep(_ selector: String, _ status: StatusDocument) throws(AnswerFailure) -> StatusDocument.SweepStatus
  {
    if let sweep = status.sweeps.first(where: { $0.id == selector }) { return sweep }
    let named = status.sweeps.filter {
      $0.name == selector || $0.id.hasPrefix(selector) && selector.count >= 4
    }
    if let sweep = named.first, named.count == 1 { return sweep }
    throw AnswerFailure(
      .mistaken,
      named.isEmpty
        ? "there is no sweep \(selector.prefix(100))"
        : "\(named.count) sweeps are called \(selector.prefix(100)): \(named.map(\.id).joined(separator: ", "))"
    )
  }

  /// What is known of a sweep's tasks.
  func knowledge(_ sweep: StatusDocument.SweepStatus, _ status: StatusDocument) -> SweepReader.Knowledge {
    var stamp = Hasher()
    stamp.combine(sweep.census)
    stamp.combine(sweep.state)
    stamp.combine(sweep.refinement)
    // What is over in a minute is drawn when it is over: reading it meanwhile would take processors from it.
    let isFleeting = sweep.rate ?? 0 > 1000 && sweep.eta ?? .infinity < 60 && !sweep.isFinished
    return reader.knowledge(
      of: sweep.id, at: status.isAtRest == true ? 0 : status.stateVersion, stamp: stamp.finalize(),
      mayRead: !isFleeting)
  }

  private func sweepPage(
    _ sweep: StatusDocument.SweepStatus, _ status: StatusDocument
  ) async throws -> PageContent {
    let id = sweep.id
    var running: TasksDocument?
    if sweep.census.running > 0 {
      running = try await cache.answer("running \(id)", stamp: status.stateVersion) { [threads] in
        try await threads.ask { source in
          try source.answer(.tasks(of: id, [.running], limit: 200), within: nil) as TasksDocument
        }
      }
    }
    var failures: FailureSummary?
    if sweep.census.failed > 0 {
      failures = try await cache.answer(
        "failures \(id)", stamp: status.stateVersion, pause: 5
      ) {
        [threads] in
        try await threads.ask { source in
          FailureSummary(
            try source.answer(.failures(of: id, from: 0, limit: FailureSummary.limit), within: nil))
        }
      }
    }
    return SweepPage(
      sweep: sweep, knowledge: knowledge(sweep, status), running: running, failures: failures,
      workers: sweep.census.running > 0 ? try await workers(status) : [], actions: actions(status)
    ).content
  }

  func workers(_ status: StatusDocument) async throws -> [WorkersDocument.Row] {
    if status.isAtRest == true { return [] }
    return try await cache.answer("workers", stamp: status.stateVersion) { [threads] in
      try await threads.ask { source in
        (try source.answer(.workers(.init()), within: nil) as WorkersDocument).workers
      }
    }
  }

  func queues(_ status: StatusDocument) async throws -> [AllocationsDocument.Queue] {
    if status.allocations == nil { return [] }
    return try await cache.answer("queues", stamp: status.stateVersion) { [threads] in
      try await threads.ask { source in
        (try source.answer(.allocations(.init()), within: nil) as AllocationsDocument).queues
      }
    }
  }

  private func tasksPage(
    _ sweep: StatusDocument.SweepStatus, _ query: [String: String], _ status: StatusDocument
  ) async throws -> PageContent {
    let (listing, search) = try TaskListing.read(query)
    let known = knowledge(sweep, status)
    let page = min(max(1, Int(query["page"] ?? "") ?? 1), 1 << 30)
    let first = (page - 1) * TasksPage.limit
    var rows: [TaskRecord] = []
    var total: Int?
    var shown = page
    if let list = await
      (known.view == nil ? nil : reader.list(listing, of: sweep.id, from: first, limit: TasksPage.limit))
    {
      (rows, total) = (list.tasks, list.total)
      // A page beyond the last one is the last one.
      let last = max(1, (list.total + TasksPage.limit - 1) / TasksPage.limit)
      if page > last {
        shown = last
        rows =
          await reader.list(
            listing, of: sweep.id, from: (last - 1) * TasksPage.limit, limit: TasksPage.limit)?.tasks ?? []
      }
    } else if listing.isInOrder, page == 1 {
      // The first page needs no more than itself, and what the sweep is made of: of 10^6 tasks that takes seconds too.
      let id = sweep.id
      let details = await cache.answerIfThere(
        "details \(id) \(sweep.census.planned)", told: { [feed] in feed.touch() }
      ) { [threads] in
        try await threads.ask { try $0.sweep(id) }
      }
      if let details {
        rows = try await threads.ask { source in
          try source.tasks(
            of: details, in: listing.statuses.isEmpty ? nil : listing.statuses, from: 0,
            limit: TasksPage.limit
          ).items
        }
        total =
          listing.statuses.isEmpty
          ? sweep.census.planned - sweep.census.excluded
          : listing.statuses.reduce(0) { $0 + sweep.census[$1] }
      }
    }
    let axes = known.view?.axes ?? []
    return TasksPage(
      sweep: sweep, listing: listing, search: search, page: shown, rows: rows, total: total,
      axes: Array(axes.prefix(8)),
      metrics: Array((known.view?.metrics ?? []).prefix(8)), labels: known.view?.labels ?? .init()
    ).content
  }

  private func mapPage(
    _ sweep: StatusDocument.SweepStatus, _ query: [String: String], _ status: StatusDocument
  ) async throws -> PageContent {
    let known = knowledge(sweep, status)
    let axes = known.view?.axes ?? []
    let x = query["x"].flatMap { axes.contains($0) ? $0 : nil } ?? axes.first ?? ""
    let y = query["y"].flatMap { axes.contains($0) ? $0 : nil } ?? axes.dropFirst().first ?? x
    var map: DensityMap?
    if known.view != nil {
      map = try await cache.answer(
        "map \(sweep.id) \(x)\u{0}\(y)", stamp: UInt64(max(0, (known.view?.readAt ?? 0) * 1000)), pause: 2
      ) { [reader] in await reader.ask(sweep.id) { DensityMap($0.tasks, x: x, y: y) } ?? nil }
    }
    return MapPage(sweep: sweep, map: map, isBeingRead: known.view == nil, x: x, y: y, axes: axes).content
  }

  private func taskPage(_ selector: String, _ status: StatusDocument) async throws -> PageContent {
    let stamp = status.stateVersion
    let (document, series) = try await cache.answer("task \(selector)", stamp: stamp) { [threads] in
      try await threads.ask { source in
        let document: ExplainDocument = try source.answer(.explain(selector), within: nil)
        return (document, try TaskSeries.read(of: document, from: source))
      }
    }
    return TaskPage(document: document, series: series, actions: actions(status)).content
  }
}

/// What a task streamed, for its page.
enum TaskSeries {
  /// Metrics that are drawn.
  private static let limit = 12

  static func read(of document: ExplainDocument, from source: any AnswerSource) throws -> [MetricsDocument
    .Series]
  {
    // "name (id)"
    guard let sweep = document.sweeps.first, let open = sweep.lastIndex(of: "("), sweep.hasSuffix(")") else {
      return []
    }
    let id = String(sweep[sweep.index(after: open)...].dropLast())
    let page: MetricsDocument = try source.answer(
      .metrics(of: id, named: "", from: document.task.ordinal), within: nil)
    return Array(
      page.series.filter { $0.ordinal == document.task.ordinal && $0.steps.count > 1 }.prefix(limit))
  }
}

extension TaskListing {
  /// Characters of a search.
  private static let searchLimit = 200

  /// What an address says.
  ///
  /// - Returns: the list, and the search as it was typed.
  /// - Throws: ``AnswerFailure`` for what is no state or order.
  static func read(_ query: [String: String]) throws(AnswerFailure) -> (TaskListing, String) {
    var listing = TaskListing()
    for word in (query["status"] ?? "").split(separator: ",") where word != "all" {
      guard let status = TaskStatus(rawValue: String(word)), status != .excluded else {
        throw AnswerFailure(
          .mistaken,
          "there is no status \(word.prefix(50)); tasks are pending, running, done, failed or cancelled")
      }
      listing.statuses.insert(status)
    }
    let search = String((query["q"] ?? "").prefix(searchLimit))
    listing.words = search.split(separator: " ").map(String.init)
    if let text = query["sort"] {
      guard let key = Key(text) else {
        throw AnswerFailure(.mistaken, "tasks cannot be sorted by \(text.prefix(50))")
      }
      listing.key = key
    }
    listing.isDescending = query["order"] == "down"
    return (listing, search)
  }
}
