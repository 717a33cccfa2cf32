import Foundation
import Journal
import Messages
import Results
import SweepModel
import Synchronization
import TestSupport
import Testing

@testable import Dashboard

/// What is asked of a coordinator for all pages together.
@Suite(.timeLimit(.minutes(2)))
struct StatusFeedTests {
  private let script = Script()

  private func feed() -> StatusFeed {
    let script = script
    return StatusFeed(
      connect: {
        script.connections.change { $0 += 1 }
        return ScriptedSource(script)
      }, failure: { ($0 as? AnswerFailure) ?? AnswerFailure(.failed, "\($0)") })
  }

  @Test func `the first look waits for an answer, the next ones have it`() async {
    let feed = feed()
    script.versions.change { $0 = 7 }
    let first = await feed.reading()
    #expect(first.status?.stateVersion == 7 && first.number == 1 && first.failure == nil)
    let second = await feed.reading()
    #expect(second.status?.stateVersion == 7)
    feed.stop()
  }

  @Test func `whoever waits for news gets them when something has changed`() async {
    let feed = feed()
    var news = feed.news().makeAsyncIterator()
    _ = await news.next()
    #expect(await feed.reading().status?.stateVersion == 1)
    script.versions.change { $0 = 2 }
    while await feed.reading().status?.stateVersion != 2 { _ = await news.next() }
    feed.stop()
    // A stream ends with the feed.
    while await news.next() != nil {}
  }

  @Test func `a coordinator that is away is said to be, with what was known, and is looked for again`() async
  {
    let feed = feed()
    var news = feed.news().makeAsyncIterator()
    _ = await news.next()
    let failure = AnswerFailure(.unreachable, "nobody answers")
    script.failure.change { $0 = failure }
    script.versions.change { $0 = 2 }
    while await feed.reading().failure == nil { _ = await news.next() }
    let away = await feed.reading()
    #expect(away.failure == failure && away.status?.stateVersion == 1)
    script.failure.change { $0 = nil }
    while await feed.reading().failure != nil { _ = await news.next() }
    #expect(await feed.reading().status?.stateVersion == 2)
    // Its address may be another one.
    #expect(script.connections.value >= 2)
    feed.stop()
  }
}
