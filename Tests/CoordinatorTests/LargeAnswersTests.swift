import Messages
import SweepModel
import Testing

@testable import Coordinator
@testable import Transport

/// What is large waits for its turn.
struct LargeAnswersTests {
  private func piece(_ task: Int, _ route: UInt8) -> LargeAnswers.Piece {
    .init(task: TaskNumber(task), attempt: 1, offset: 0, route: [route])
  }

  @Test func `one connection waits for one piece of a task at a time`() {
    var answers = LargeAnswers()
    let asked = [(1, 1), (1, 1), (1, 2), (2, 1)].map { answers.ask(for: TaskNumber($0), of: [UInt8($1)]) }
    #expect(asked == [true, false, true, true])
    var waits = answers.isWaiting(isBusy: false, now: 0)
    #expect(!waits, "what is not on disk yet cannot be sent")
    answers.add(piece(1, 1))
    answers.add(piece(1, 2))
    waits = answers.isWaiting(isBusy: false, now: 0)
    #expect(waits)
    let routes = (1...3).map { _ in answers.takePiece()?.route }
    #expect(routes == [[1], [2], nil])
    answers.pieceRead(piece(1, 1))
    let again = answers.ask(for: TaskNumber(1), of: [1])
    #expect(again)
  }

  @Test func `questions are answered one after the other`() {
    var answers = LargeAnswers()
    for id in 1...2 { answers.add(.init(query: WireQuery(), id: UInt64(id), route: [1])) }
    let first = [answers.takeQuestion(isBusy: false, now: 0), answers.takeQuestion(isBusy: false, now: 0)].map
    { $0?.id }
    var waits = answers.isWaiting(isBusy: false, now: 0)
    #expect(first == [1, nil] && !waits)
    answers.questionAnswered(seconds: 0)
    waits = answers.isWaiting(isBusy: false, now: 0)
    #expect(waits)
    let second = answers.takeQuestion(isBusy: false, now: 0)
    #expect(second?.id == 2)
  }

  @Test(arguments: [(true, 0.04, 0.07), (false, 0.9, 1.01)])
  func `while there is much else to do, answers take a share of a processor`(
    isBusy: Bool, least: Double, most: Double
  ) {
    var answers = LargeAnswers()
    for id in 1...1000 { answers.add(.init(query: WireQuery(), id: UInt64(id), route: [1])) }
    var (now, spent) = (100.0, 0.0)
    while now < 110 {
      if answers.takeQuestion(isBusy: isBusy, now: now) != nil {
        answers.questionAnswered(seconds: 0.05)
        (now, spent) = (now + 0.05, spent + 0.05)
      } else {
        now += 0.005
      }
    }
    #expect((least...most).contains(spent / 10))
  }

  @Test func `who asks seldom does not wait for the questions of another key`() {
    var answers = LargeAnswers()
    for id in 1...500 { answers.add(.init(query: WireQuery(), id: UInt64(id), route: [1], key: "greedy")) }
    var now = 100.0
    var seldom: [Double] = []
    for round in 0..<20 {
      answers.add(.init(query: WireQuery(), id: UInt64(1000 + round), route: [2], key: "seldom"))
      let asked = now
      while now < asked + 5 {
        guard let next = answers.takeQuestion(isBusy: round.isMultiple(of: 2), now: now) else {
          now += 0.01
          continue
        }
        now += 0.1
        answers.questionAnswered(seconds: 0.1)
        if next.key == "seldom" { seldom.append(now - asked) }
      }
    }
    // One answer to the other key may be on its way when it asks, and another one within that key's share.
    #expect(seldom.count == 20 && (seldom.max() ?? 9) < 0.35)
  }

  @Test func `a few pieces are read at once, and one that was replaced meanwhile is read again`() {
    var answers = LargeAnswers()
    for route in 1...(UInt8(LargeAnswers.piecesAtOnce) + 1) {
      _ = answers.ask(for: TaskNumber(1), of: [route])
      answers.add(piece(1, route))
    }
    let taken = (0..<LargeAnswers.piecesAtOnce).compactMap { _ in answers.takePiece() }
    let tooMany = answers.takePiece()
    let waits = answers.isWaiting(isBusy: false, now: 0)
    #expect(taken.count == LargeAnswers.piecesAtOnce && tooMany == nil && !waits)
    let again = answers.ask(for: TaskNumber(1), of: [1])
    #expect(!again, "it is still being read for this connection")
    answers.pieceRead(taken[0])
    let next = answers.takePiece()
    #expect(next?.route == [UInt8(LargeAnswers.piecesAtOnce) + 1])
    let now = answers.ask(for: TaskNumber(1), of: [1])
    #expect(now)
    answers.pieceRead(taken[1], again: true)
    let repeated = answers.takePiece()
    #expect(repeated == taken[1])
  }
}
