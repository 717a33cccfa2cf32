import Experiments
import Messages
import Results
import Spec
import SweepModel
import Testing

@testable import Coordinator

/// When a refined sweep plans its next round, told from its events alone.
@Suite struct LiveRefinementTests {
  private let sweep: Sweep

  init() throws {
    sweep = try SpecParser.parse([UInt8](RefinedSweepTests.step.utf8), file: "spec", catalog: .builtIn)
  }

  private func status(round: Int) -> RefinementStatus {
    var status = RefinementStatus(of: sweep)
    status.round = round
    return status
  }

  @Test func `a round begins once, when all tasks have ended, and not for a sweep that is cancelled`() {
    var live = LiveRefinement(sweep: sweep)
    let begun = [(false, false), (true, true), (true, false), (true, false)].map {
      live.beginRound(now: 0, isEnded: $0.0, isCancelled: $0.1)
    }
    #expect(begun == [false, false, true, false])
    #expect(live.isOpen)
  }

  @Test func `ended and wanted again while it plans, it plans once more`() {
    var live = LiveRefinement(sweep: sweep)
    _ = live.beginRound(now: 0, isEnded: true, isCancelled: false)
    live.becomeDue()
    let meanwhile = live.beginRound(now: 0, isEnded: true, isCancelled: false)
    #expect(!meanwhile)
    live.endRound(.settled(status(round: 2)), now: 0)
    #expect(!live.status(isEnded: true, isCancelled: false).isSettled, "something may have come in between")
    let again = live.beginRound(now: 0, isEnded: true, isCancelled: false)
    #expect(again)
  }

  @Test func `settled is what has nothing to add and has ended, or is cancelled`() {
    var live = LiveRefinement(sweep: sweep)
    #expect(!live.status(isEnded: true, isCancelled: false).isSettled)
    #expect(live.status(isEnded: false, isCancelled: true).isSettled)
    _ = live.beginRound(now: 0, isEnded: true, isCancelled: false)
    live.endRound(.settled(status(round: 3)), now: 0)
    #expect(live.status(isEnded: true, isCancelled: false).isSettled)
    #expect(live.status(isEnded: true, isCancelled: false).round == 3)
    #expect(!live.status(isEnded: false, isCancelled: false).isSettled, "a task runs again")
  }

  @Test(arguments: [RefinementRound.Outcome.overtaken, .postponed("the disk is full")])
  func `what could not be planned is tried again after a while, whether a task ends or not`(
    _ outcome: RefinementRound.Outcome
  ) {
    var live = LiveRefinement(sweep: sweep)
    _ = live.beginRound(now: 10, isEnded: true, isCancelled: false)
    live.endRound(outcome, now: 10)
    let begun = [10.0, 10.9, 11].map { live.beginRound(now: $0, isEnded: true, isCancelled: false) }
    #expect(begun == [false, false, true])
  }
}
