import Testing

/// Drives schedulers through random histories: workers join, fall silent, leave and come back; tasks finish, fail and
/// are interrupted; results come late and twice; clients cancel, retry, pause, resume, submit and change priorities;
/// refined sweeps grow; and the coordinator is killed and begins again with what was committed. After each event
/// nothing may be lost, recorded twice, counted backwards, or told and then denied. A failure prints the seed of its
/// history.
@Suite struct RandomHistoryTests {
  @Test(arguments: 0..<40)
  func `nothing is lost, repeated or denied in any history, and every sweep ends`(seed: Int) {
    var history = RandomHistory(seed: seed)
    for number in 0..<400 {
      history.step()
      guard history.broken.isEmpty else {
        Issue.record("seed \(seed), event \(number): \(history.broken)")
        return
      }
    }
    // A history in which nothing happens would show nothing.
    let needed: [RandomHistory.Event] = [
      .join, .finish, .fail, .sendAgain, .cancelTask, .cancelSweep, .retryTask, .changePriority, .submit,
      .planRound, .roundArrives, .commit, .restart,
    ]
    for event in needed {
      #expect(history.happened[event] ?? 0 > 0, "seed \(seed): \(event) never happened")
    }
    history.finish()
    #expect(history.broken == [], "seed \(seed)")
    #expect(history.isFinished, "seed \(seed)")
  }
}
