import Messages
import SwiftProtobuf
import Testing

@testable import Coordinator

/// However many clients ask, the thread that serves workers has most of its time for them.
@Suite struct QuickQuestionTests {
  private func question(_ id: UInt64) -> QuickQuestions.Question { .init(query: .init(), id: id, route: [1]) }

  @Test func `answers take their share of the time, and come in order`() {
    var questions = QuickQuestions()
    for id in 1...1000 as ClosedRange<UInt64> { questions.add(question(id)) }
    var (now, spent) = (100.0, 0.0)
    var answered: [UInt64] = []
    while now < 110 {
      while let next = questions.takeNext(now: now) {
        answered.append(next.id)
        questions.answered(seconds: 0.004)
        (now, spent) = (now + 0.004, spent + 0.004)
      }
      now += questions.delay ?? 1
    }
    #expect(answered == Array(1...UInt64(answered.count)))
    // Beside 0.05 s that were saved up.
    #expect((0.9...1.1).contains((spent - 0.05) / 10 / QuickQuestions.share))
    #expect(questions.count == 1000 - answered.count)
  }

  @Test func `who asks seldom is answered at once`() {
    var questions = QuickQuestions()
    for second in 1...100 {
      questions.add(question(UInt64(second)))
      let next = questions.takeNext(now: Double(second))
      #expect(next?.id == UInt64(second))
      questions.answered(seconds: 0.8 * QuickQuestions.share)
      #expect(questions.delay == nil)
    }
  }

  @Test func `a connection waits for the status a few times at once, and makes nobody else be forgotten`() {
    var waiters = StatusWaiters()
    func query(_ route: UInt8, _ id: UInt64, since: Double = 0) -> WaitingQuery {
      .init(route: [route], request: id, query: .with { $0.unlessVersion = 7 }, since: since)
    }
    var isTaken = waiters.add(query(1, 0))
    #expect(isTaken)
    var taken = 0
    for id in 1...100 as ClosedRange<UInt64> where waiters.add(query(2, id)) { taken += 1 }
    #expect(taken == StatusWaiters.limitPerPeer)
    var due = waiters.takeDue(version: 7, now: 4)
    #expect(due.isEmpty)
    isTaken = waiters.add(query(3, 1, since: 4))
    #expect(isTaken)
    due = waiters.takeDue(version: 7, now: 5.5)
    #expect(due.map(\.route) == [[1]] + (0..<taken).map { _ in [2] })
    isTaken = waiters.add(query(2, 200, since: 6))
    #expect(isTaken)
    due = waiters.takeDue(version: 8, now: 6)
    #expect(due.map(\.request) == [1, 200])
  }
}
