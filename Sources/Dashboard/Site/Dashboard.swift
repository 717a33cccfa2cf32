internal import Logging
internal import Messages
internal import SweepModel
internal import Synchronization
package import Web

/// The live page: answers requests, from what the feed and the reader know, and asks for the rest.
package final class Dashboard: WebHandler {
  let configuration: DashboardConfiguration
  let session: Session
  let feed: StatusFeed
  let reader: SweepReader
  /// For questions of pages, for files that clients read at their own pace, and for commands: none waits for another kind.
  let threads: AnswerThreads
  let downloads: AnswerThreads
  private let commands: AnswerThreads
  let outcomes = Outcomes()
  let streams = Mutex(0)
  let cache = AnswerCache()

  /// - Parameters:
  ///   - connect: makes a connection; each thread has its own.
  ///   - failure: says what a connection threw.
  package init(
    _ configuration: DashboardConfiguration, drawing: SweepDrawing,
    connect asking: @escaping @Sendable () throws -> any AnswerSource,
    failure: @escaping @Sendable (any Error) -> AnswerFailure
  ) {
    self.configuration = configuration
    session = Session(configuration.secrets)
    let absence = Absence()
    let connect: @Sendable () throws -> any AnswerSource = {
      if let failure = absence.failure { throw failure }
      return try asking()
    }
    let failure: @Sendable (any Error) -> AnswerFailure = { $0 as? AnswerFailure ?? failure($0) }
    func make(_ name: String, _ count: Int) -> AnswerThreads {
      AnswerThreads(name: name, count: count, nice: 5, connect: connect, failure: failure)
    }
    let (threads, downloads, commands) = (make("answers", 3), make("downloads", 2), make("commands", 1))
    (self.threads, self.downloads, self.commands) = (threads, downloads, commands)
    let news = LateCall()
    let reader = SweepReader(drawing: drawing, connect: connect, failure: failure) { news.call() }
    self.reader = reader
    let feed = StatusFeed(connect: asking, failure: failure) { trouble in
      guard absence.note(trouble) else { return }
      // Nobody answers over connections of before: a coordinator that is back may have another address.
      for threads in [threads, downloads, commands] { threads.renew() }
      // What the reader knows is shown until then.
      if trouble == nil { reader.renew() }
    }
    self.feed = feed
    news.set { feed.touch() }
  }

  /// What the printed address has behind the host.
  package var invitation: String { "/?token=\(session.token)" }

  /// Ends all threads. The server has to be stopped before.
  package func stop() {
    feed.stop()
    reader.stop()
    for threads in [threads, downloads, commands] { threads.stop() }
  }

  package func answer(_ request: WebRequest) async -> WebAnswer {
    var answer = await unprotected(request)
    // Nothing is loaded from elsewhere, nothing runs but our own script, and nobody may frame it.
    let policy =
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
      + "base-uri 'none'; frame-ancestors 'none'"
    if !answer.headers.contains(where: { $0.name == "Content-Security-Policy" }) {
      answer.headers.append(("Content-Security-Policy", policy))
    }
    answer.headers += [
      ("X-Content-Type-Options", "nosniff"),  // Forms of our own pages have to say where they come from.
      ("Referrer-Policy", "same-origin"),
      ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ]
    if !answer.headers.contains(where: { $0.name == "Cache-Control" }) {
      answer.headers.append(("Cache-Control", "no-store"))
    }
    return answer
  }

  private func unprotected(_ request: WebRequest) async -> WebAnswer {
    if configuration.isLoopback, !isOwnName(request.host) {
      return .text("this server is not \(request.host.prefix(200))\n", status: 421)
    }
    if let asset = asset(request.path) { return asset }
    if session.isInvited(request) {
      let path = "/" + request.path.map(\.addressPart).joined(separator: "/")
      let query = request.query.filter { $0.key != "token" }.sorted { $0.key < $1.key }
        .map { "\($0.key.addressPart)=\($0.value.addressPart)" }.joined(separator: "&")
      return WebAnswer(
        status: 303,
        headers: [
          ("Location", path + (query.isEmpty ? "" : "?" + query)),
          ("Set-Cookie", session.cookieHeader(for: request.host, isEncrypted: configuration.isEncrypted)),
        ])
    }
    guard session.isKnown(request) else {
      let page = PageContent.notice(
        "Not let in",
        "This browser has no key for the page, or an old one. Open the address that `percolate page` printed: it has "
          + "a token, which changes with each start.", status: 403)
      return document(page, isLive: false)
    }
    if request.method == .post { return await act(request) }
    return await get(request)
  }

  /// Whether the client calls this machine by a name of its own. A tunnel may have another port.
  private func isOwnName(_ host: String) -> Bool {
    (WebAddress(host) ?? WebAddress(host + ":80"))?.isLoopback == true
  }

  private func get(_ request: WebRequest) async -> WebAnswer {
    if request.path == ["events"] { return events(request) }
    if let answer = await download(request) { return answer }
    return document(await content(request), isLive: !["confirm", "outcomes"].contains(request.path.first))
  }

  /// What belongs to all pages, and is no secret.
  private func asset(_ path: [String]) -> WebAnswer? {
    let (bytes, type): ([UInt8], String)
    switch path {
    case ["dashboard.css"]: (bytes, type) = (Assets.css, "text/css; charset=utf-8")
    case ["dashboard.js"]: (bytes, type) = (Assets.script, "text/javascript; charset=utf-8")
    case ["dashboard.svg"]: (bytes, type) = (Array(Assets.icon.utf8), "image/svg+xml")
    default: return nil
    }
    return WebAnswer(
      headers: [("Content-Type", type), ("Cache-Control", "private, max-age=604800, immutable")],
      body: .bytes(bytes))
  }

  func document(_ page: PageContent, isLive: Bool) -> WebAnswer {
    .text(
      Layout.html(page, isLive: isLive, version: configuration.version), type: "text/html; charset=utf-8",
      status: page.status)
  }

  private func act(_ request: WebRequest) async -> WebAnswer {
    guard !configuration.isReadOnly else {
      return document(
        .notice(
          "Only for reading", "The page was started with --read-only and changes nothing.", status: 403),
        isLive: false)
    }
    let origin = (configuration.isEncrypted ? "https://" : "http://") + request.host
    guard request.path == ["actions"], request.origin ?? origin == origin,
      Session.isSame(request.form["form"] ?? "", session.formToken)
    else {
      return document(
        .notice(
          "Not done", "The form did not come from this page. Go back, load the page anew and try again.",
          status: 403),
        isLive: false)
    }
    do throws(AnswerFailure) {
      let action = try await self.action(request.form, status(of: await feed.reading()))
      let command = action.command
      let outcome = try await commands.ask { source in try source.carryOut(command) }
      configuration.logger.notice(
        "page: \(action.title): \(PlainText.line(outcome.message))", metadata: ["from": "\(request.remote)"])
      // To an address of its own, so that loading it again does nothing again.
      let key = outcomes.add(ActionPages.outcome(action, outcome))
      return WebAnswer(status: 303, headers: [("Location", "/outcomes/\(key)")])
    } catch {
      return document(
        .notice("Not done", error.message + ".", status: error.status), isLive: false)
    }
  }

  /// The command that fields name, with the task or worker that they mean.
  func action(_ fields: [String: String], _ status: StatusDocument) async throws(AnswerFailure)
    -> ActionRequest
  {
    guard status.isAtRest != true else {
      throw AnswerFailure(.mistaken, "no coordinator is running here, which would carry out a command")
    }
    var request = try ActionRequest(fields, status)
    switch request.target {
    case .sweep: break
    case .task(let id):
      let isID = id.utf8.count >= 8 && id.allSatisfy { $0.isHexDigit }
      guard isID else { throw AnswerFailure(.mistaken, "there is no task \(id.prefix(100))") }
      let document: ExplainDocument = try await threads.ask { try $0.answer(.explain(id), within: nil) }
      request.target = .task(String(document.task.id.prefix(12)))
    case .worker(let id):
      let document: WorkersDocument = try await threads.ask { try $0.answer(.workers(.init()), within: nil) }
      guard document.workers.contains(where: { $0.id == id }) else {
        throw AnswerFailure(.mistaken, "no worker \(id.prefix(100)) is connected")
      }
    }
    return request
  }

  /// What is known of all sweeps.
  ///
  /// - Throws: ``AnswerFailure`` where nothing ever was.
  func status(of reading: StatusFeed.Reading) throws(AnswerFailure) -> StatusDocument {
    if let status = reading.status { return status }
    throw reading.failure ?? AnswerFailure(.unreachable, "the coordinator has not answered yet")
  }
}

/// What came of commands, for as long as somebody may load the page that says so.
final class Outcomes: Sendable {
  private static let limit = 100
  private let pages = Mutex<[(key: String, page: PageContent)]>([])

  func add(_ page: PageContent) -> String {
    let key = Session.secret()
    pages.withLock { pages in
      pages.append((key, page))
      if pages.count > Outcomes.limit { pages.removeFirst() }
    }
    return key
  }

  subscript(key: String) -> PageContent? { pages.withLock { $0.first { $0.key == key }?.page } }
}

/// A call that is known later than who makes it.
private final class LateCall: Sendable {
  private let body = Mutex<(@Sendable () -> Void)?>(nil)
  func set(_ body: @escaping @Sendable () -> Void) { self.body.withLock { $0 = body } }
  func call() { body.withLock { $0 }?() }
}

extension AnswerFailure {
  /// The status of HTTP that says the same.
  var status: Int {
    switch kind {
    case .mistaken: 404
    case .unreachable: 503
    case .failed: 500
    }
  }
}
