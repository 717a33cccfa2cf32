internal import Analysis
internal import Messages
internal import Results
internal import SweepModel
internal import Web

/// What pages show, as files: tables, documents, figures, and files that tasks left.
extension Dashboard {
  /// The file that an address names; nil where it names a page.
  func download(_ request: WebRequest) async -> WebAnswer? {
    do { return try await file(request) } catch {
      let failure = error as? AnswerFailure ?? AnswerFailure(.failed, "\(error)")
      return .text(failure.message + "\n", status: failure.status)
    }
  }

  private func file(_ request: WebRequest) async throws -> WebAnswer? {
    let path = request.path
    switch (path.first, path.count) {
    case ("sweeps.json", 1): return try json(status(of: await feed.reading()))
    case ("workers.json", 1):
      return try await json(threads.ask { try $0.answer(.workers(.init()), within: nil) as WorkersDocument })
    case ("allocations.json", 1):
      return try await json(
        threads.ask { try $0.answer(.allocations(.init()), within: nil) as AllocationsDocument })
    case ("tasks", 2) where path[1].hasSuffix(".json"):
      let id = String(path[1].dropLast(5))
      return try await json(threads.ask { try $0.answer(.explain(id), within: nil) as ExplainDocument })
    case ("artifacts", 3): return try await artifact(path[1], path[2], request.query)
    case ("sweeps", 3) where path[2] == "tasks.csv" && TasksPage.isSelection(request.query):
      return try await selection(path[1], request.query)
    case ("sweeps", 3) where path[2] == "map.csv": return try await map(path[1], request.query)
    case ("sweeps", 3): return try await table(path[1], path[2])
    case ("sweeps", 4) where path[2] == "figures" && path[3].hasSuffix(".svg"):
      return try await figure(path[1], String(path[3].dropLast(4)), request.query)
    default: return nil
    }
  }

  private func json(_ document: some Document) throws -> WebAnswer {
    WebAnswer(
      headers: [("Content-Type", "application/json")], body: .bytes([UInt8](try document.json(pretty: true))))
  }

  /// Tables are written as they are read: a sweep of 10^6 tasks is not held in memory for them.
  private func table(_ selector: String, _ name: String) async throws -> WebAnswer? {
    let tables:
      [String: (
        type: String, write: @Sendable (SweepTables, @escaping (String) throws -> Void) throws -> Void
      )] = [
        "tasks.csv": ("text/csv; charset=utf-8", { try $0.tasksCSV(.wide, to: $1) }),
        "tasks.json": ("application/json", { try $0.tasksJSON(.long, to: $1) }),
        "metrics.csv": ("text/csv; charset=utf-8", { try $0.metricsCSV(to: $1) }),
        "metrics.json": ("application/json", { try $0.metricsJSON(to: $1) }),
      ]
    let isCurves = ["curves.csv", "curves.json"].contains(name)
    guard tables[name] != nil || isCurves || name == "spec.yaml" else { return nil }
    let reading = try status(of: await feed.reading())
    let sweep = try sweep(selector, reading)
    let id = sweep.id
    if name == "spec.yaml" {
      let details = try await threads.ask { try $0.sweep(id) }
      return attachment(Array(details.source.utf8), "text/plain; charset=utf-8", "\(sweep.name).yaml")
    }
    if isCurves {
      _ = knowledge(sweep, reading)
      guard let curves = await reader.curves(of: id) else {
        throw Self.isBeingRead
      }
      return name == "curves.csv"
        ? attachment(
          Array(CurveTable.csv(curves).utf8), "text/csv; charset=utf-8", "\(sweep.name)-curves.csv")
        : attachment(Array(CurveTable.json(curves).utf8), "application/json", "\(sweep.name)-curves.json")
    }
    guard let table = tables[name] else { return nil }
    let threads = downloads
    return WebAnswer(
      headers: [("Content-Type", table.type), disposition("\(sweep.name)-\(name)")],
      body: .writer { write in
        let pipe = TextPipe()
        async let reading: Void = threads.ask { source in
          defer { pipe.end() }
          let details = try source.sweep(id)
          try table.write(SweepTables(details, in: source)) { text in
            // An end without a proper end tells the client that it has not got all.
            guard pipe.give(Array(text.utf8)) else {
              throw AnswerFailure(.failed, "the client went away, or reads nothing")
            }
          }
        }
        do {
          while let piece = await pipe.next() { try await write(piece) }
        } catch {
          pipe.cancel()
          throw error
        }
        try await reading
      })
  }

  /// The tasks that a page lists, on all of its pages.
  private func selection(_ selector: String, _ query: [String: String]) async throws -> WebAnswer {
    let (sweep, _) = try await read(selector)
    let (listing, _) = try TaskListing.read(query)
    // On the reader's thread: a million lines would keep one of the few that answer requests.
    let text = await reader.ask(sweep.id) { results in
      let tasks = listing.order(results.tasks).map { results.tasks[Int($0)] }
      let table = TaskTable(sweep: results.details.name, tasks: tasks)
      return tasks.reduce(into: table.csvHeader) { $0 += table.csv($1) }
    }
    guard let text else { throw Self.isBeingRead }
    return attachment(Array(text.utf8), "text/csv; charset=utf-8", "\(sweep.name)-tasks.csv")
  }

  /// The counts of the map: the ends of each cell on both axes, and its tasks by state.
  private func map(_ selector: String, _ query: [String: String]) async throws -> WebAnswer {
    let (sweep, view) = try await read(selector)
    guard let x = query["x"], let y = query["y"], view.axes.contains(x), view.axes.contains(y) else {
      throw AnswerFailure(.mistaken, "a map is over two of the axes: \(view.axes.joined(separator: ", "))")
    }
    guard let map = await reader.ask(sweep.id, { DensityMap($0.tasks, x: x, y: y) }) ?? nil else {
      throw Self.isBeingRead
    }
    let statuses = TaskStatus.allCases.filter { $0 != .excluded }
    var text = CSVText.line(["\(x) from", "\(x) to", "\(y) from", "\(y) to"] + statuses.map(\.rawValue))
    for row in map.y.cells.indices {
      for column in map.x.cells.indices {
        let (across, up) = (map.x.cells[column], map.y.cells[row])
        text += CSVText.line(
          [across.first, across.last, up.first, up.last].map(\.description)
            + statuses.map { "\(map[column, row].counts[$0] ?? 0)" })
      }
    }
    return attachment(Array(text.utf8), "text/csv; charset=utf-8", "\(sweep.name)-map.csv")
  }

  private static var isBeingRead: AnswerFailure {
    AnswerFailure(.unreachable, "the sweep's tasks are being read; try again in a while")
  }

  /// A sweep whose tasks have been read.
  private func read(_ selector: String) async throws -> (StatusDocument.SweepStatus, SweepView) {
    let reading = try status(of: await feed.reading())
    let sweep = try sweep(selector, reading)
    guard let view = knowledge(sweep, reading).view else { throw Self.isBeingRead }
    return (sweep, view)
  }

  private func figure(_ selector: String, _ name: String, _ query: [String: String]) async throws -> WebAnswer
  {
    let (sweep, view) = try await read(selector)
    guard let figure = view.figures.first(where: { $0.name == name }) else {
      throw AnswerFailure(.mistaken, "sweep \(sweep.name) has no figure \(name.prefix(100))")
    }
    let bytes = query["width"] == "narrow" ? figure.narrow : figure.wide
    if query["download"] != nil { return attachment(bytes, "image/svg+xml", "\(sweep.name)-\(name).svg") }
    // A figure is shown by other pages as a picture; opened by itself it runs nothing either.
    return WebAnswer(
      headers: [
        ("Content-Type", "image/svg+xml"),
        ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"),
        ("Cache-Control", query["v"] == figure.tag ? "private, max-age=3600" : "no-store"),
      ], body: .bytes(bytes))
  }

  /// A file that a task left: as a download, or where the page shows it as a picture, in a sandbox.
  private func artifact(_ digest: String, _ name: String, _ query: [String: String]) async throws -> WebAnswer
  {
    guard let digest = Digest(hex: digest), let task = query["task"] else {
      throw AnswerFailure(
        .mistaken, "a file's address has the 64 hexadecimal digits of its SHA-256 and its task")
    }
    let document: ExplainDocument = try await threads.ask { try $0.answer(.explain(task), within: nil) }
    guard let artifact = document.artifacts.first(where: { $0.digest == digest.hex && $0.name == name })
    else {
      throw AnswerFailure(.mistaken, "task \(task.prefix(100)) left no such file")
    }
    if query["picture"] != nil, ArtifactKind.isPicture(artifact.mediaType),
      artifact.size <= ArtifactKind.pictureLimit
    {
      let bytes = try await threads.ask { try $0.content(of: digest) }
      return WebAnswer(
        headers: [
          ("Content-Type", artifact.mediaType),
          (
            "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
          ),
          ("Cache-Control", "private, max-age=86400, immutable"),
        ], body: .bytes(bytes))
    }
    let threads = threads
    return WebAnswer(
      headers: [("Content-Type", "application/octet-stream"), disposition(name)],
      body: .writer { write in
        var offset = 0
        while true {
          let start = offset
          let piece = try await threads.ask { try $0.piece(of: digest, from: start) }
          guard !piece.bytes.isEmpty else { break }
          try await write(piece.bytes)
          offset += piece.bytes.count
          if offset >= piece.size { break }
        }
      })
  }

  private func attachment(_ bytes: [UInt8], _ type: String, _ name: String) -> WebAnswer {
    WebAnswer(headers: [("Content-Type", type), disposition(name)], body: .bytes(bytes))
  }

  /// Tells the browser to keep it as a file. Names are sweeps' and programs' own.
  private func disposition(_ name: String) -> (name: String, value: String) {
    let plain = name.unicodeScalars.map { scalar -> Character in
      scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains(scalar))
        ? Character(scalar) : "_"
    }
    return ("Content-Disposition", "attachment; filename=\"\(String(plain.prefix(150)))\"")
  }
}
