internal import Foundation
internal import Platform
internal import Synchronization
internal import Web

/// What changes on a page that is open, as server-sent events.
///
/// Each event has the elements that differ from what the browser has, and as its id the state that it then has: who opens
/// the stream again says where it is, and gets nothing where that is where the page is still, and all of it elsewhere.
extension Dashboard {
  /// Seconds of silence after which an event says that there is nothing new: both ends find out who has gone.
  private static let silence = 15.0
  /// Seconds after which every part of a page that is asked for again is new.
  private static let settling = 6.0
  /// Streams at a time; a browser has one for each page.
  private static let limit = 1500

  func events(_ request: WebRequest) -> WebAnswer {
    guard let target = request.query["page"], let shown = WebRequest(target: target) else {
      return .text("the stream of which page?\n", status: 400)
    }
    guard streams.withLock({ $0 < Dashboard.limit }) else {
      return WebAnswer(
        status: 503, headers: [("Retry-After", "30")], body: .bytes(Array("too many pages are open\n".utf8)))
    }
    let known = request.lastEventID ?? request.query["since"] ?? ""
    return WebAnswer(
      headers: [("Content-Type", "text/event-stream"), ("X-Accel-Buffering", "no")],
      body: .writer { [self] write in
        // Here and not before: of a stream that never begins nobody would know the end.
        streams.withLock { $0 += 1 }
        let news = feed.news()
        defer { streams.withLock { $0 -= 1 } }
        try await write(Array("retry: 2000\n\n".utf8))
        var old: PageContent?
        var sentAt = MonotonicClock.seconds
        func send() async throws {
          let page = await shared(shown)
          let now = MonotonicClock.seconds
          let changes = old.map { page.changes(from: $0) } ?? (page.tag == known ? [] : page.whole)
          old = page
          if changes.isEmpty {
            guard now - sentAt > Dashboard.silence else { return }
            try await write(Array("event: alive\ndata:\n\n".utf8))
          } else {
            try await write(EventText.change(page.tag, page.title, changes))
          }
          sentAt = now
        }
        try await send()
        for await _ in news { try await send() }
      })
  }

  /// The content of a page as it is now, made once for all who look at it.
  private func shared(_ request: WebRequest) async -> PageContent {
    let reading = await feed.reading()
    // Parts of a page may be older than it by what ``AnswerCache`` allows: once nothing changes any more, it is made again.
    let isSettled = MonotonicClock.seconds - reading.changedAt > Dashboard.settling
    let page = try? await cache.answer(
      "page \(request.target)", stamp: UInt64(clamping: reading.number) << 1 | (isSettled ? 1 : 0), pause: 0.2
    ) {
      [self] in await content(request)
    }
    if let page { return page }
    return await content(request)
  }
}

extension PageContent {
  /// All of it, for a browser of which nothing is known.
  fileprivate var whole: [(id: String, html: String)] {
    [("content", "<div id=\"content\">\(regions.map(\.text).joined())</div>")]
  }
}

private enum EventText {
  private struct Change: Encodable {
    var title: String
    /// Ids and elements.
    var elements: [[String]]
  }

  static func change(_ tag: String, _ title: String, _ changes: [(id: String, html: String)]) throws
    -> [UInt8]
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    let data = try encoder.encode(Change(title: title, elements: changes.map { [$0.id, $0.html] }))
    // JSON has no line feeds of its own.
    return Array("id: \(tag)\nevent: change\ndata: ".utf8) + [UInt8](data) + Array("\n\n".utf8)
  }
}

extension WebRequest {
  /// A request for an address of this site; nil for what is none.
  fileprivate init?(target: String) {
    guard target.hasPrefix("/"), !target.hasPrefix("//"), target.utf8.count <= 4096 else { return nil }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = FormCoding.path(parts[0]), path.first != "events", path.first != "confirm" else {
      return nil
    }
    self.init(path: path, query: parts.count > 1 ? FormCoding.fields(parts[1]) : [:], target: target)
  }
}
