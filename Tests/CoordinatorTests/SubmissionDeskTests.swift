import Foundation
import SweepModel
import Synchronization
import Testing

@testable import Coordinator

/// Submissions take turns, are done once whoever asks how often, and end when nobody waits.
@Suite(.timeLimit(.minutes(2)))
struct SubmissionDeskTests {
  private let content = Digest(of: Array("a spec".utf8))

  @Test func `the same request over another connection joins, and all who wait get the answer`() {
    var desk = SubmissionDesk()
    let ticket = desk.take(content, from: .init(route: [1], request: 7), now: 0)
    #expect(ticket != nil)
    #expect(desk.take(content, from: .init(route: [2], request: 7), now: 15) == nil)
    #expect(desk.take(content, from: .init(route: [3], request: 8), now: 16) == nil)
    #expect(desk.take(Digest(of: [1]), from: .init(route: [4], request: 9), now: 16) != nil)
    #expect(desk.end(content) == [.init(route: [2], request: 7), .init(route: [3], request: 8)])
    #expect(desk.end(content).isEmpty)
    #expect(desk.take(content, from: .init(route: [1], request: 10), now: 20) != nil, "it starts over")
  }

  @Test func `waiters are bounded`() {
    var desk = SubmissionDesk()
    for request in 0..<1000 {
      _ = desk.take(content, from: .init(route: [1], request: UInt64(request)), now: 0)
    }
    let waiters = desk.end(content)
    #expect(waiters.count == 100 && waiters.last?.request == 999)
  }

  @Test func `it goes on while somebody asks, and no longer`() throws {
    var desk = SubmissionDesk()
    let taken = desk.take(content, from: .init(route: [1], request: 1), now: 0)
    let ticket = try #require(taken)
    #expect(ticket.reasonToStop(now: 119) == nil)
    #expect(ticket.reasonToStop(now: 121)?.contains("went away") == true)
    _ = desk.take(content, from: .init(route: [1], request: 1), now: 100)
    #expect(ticket.reasonToStop(now: 219) == nil)
    desk.stop()
    #expect(ticket.reasonToStop(now: 219)?.contains("the coordinator stops") == true)
  }

  @Test func `turns go round`() {
    let turnstile = Turnstile()
    let order = Mutex<[Int]>([])
    let group = DispatchGroup()
    turnstile.enter()
    for number in 0..<3 {
      group.enter()
      Thread.detachNewThread {
        turnstile.enter()
        for _ in 0..<5 {
          order.withLock { $0.append(number) }
          turnstile.pass()
        }
        turnstile.leave()
        group.leave()
      }
    }
    // All three stand in line before the first may go.
    while turnstile.waiting < 3 { usleep(1000) }
    turnstile.leave()
    group.wait()
    let turns = order.withLock { $0 }
    #expect(turns.count == 15)
    for round in 0..<5 { #expect(Set(turns[(round * 3)..<(round * 3 + 3)]).count == 3, "\(turns)") }
  }
}
