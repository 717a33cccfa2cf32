import Testing

@testable import percolate

struct RestartRuleTests {
  @Test func `each end within a minute waits longer, and the fifth is the last`() {
    var rule = RestartRule()
    var pauses: [Double] = []
    for second in 0..<4 {
      guard case .restart(let pause) = rule.ended(.signalled(9), now: Double(second)) else { break }
      pauses.append(pause)
    }
    #expect(pauses == [0.25, 0.5, 1, 2])
    guard case .giveUp(let reason) = rule.ended(.signalled(9), now: 4) else {
      return #expect(Bool(false), "a fifth end within five seconds is restarted")
    }
    #expect(reason.contains("5 times within 1m"))
    #expect(reason.contains("SIGKILL"))
  }

  @Test func `ends that are far apart are forgotten`() {
    var rule = RestartRule()
    for number in 0..<100 {
      #expect(rule.ended(.exited(0), now: Double(number) * 61) == .restart(after: 0.25))
    }
  }

  @Test(arguments: [Int32(2), 3])
  func `a worker that was refused is not tried again`(code: Int32) {
    var rule = RestartRule()
    #expect(rule.ended(.exited(code), now: 0) == .giveUp(reason: "left with exit code \(code)"))
  }

  @Test func `a program that cannot be started any more is given up as well`() {
    var rule = RestartRule()
    var decisions: [RestartRule.Decision] = []
    for _ in 0..<5 { decisions.append(rule.ended(.neverStarted("no such file"), now: 1)) }
    guard case .giveUp(let reason)? = decisions.last else { return #expect(Bool(false), "\(decisions)") }
    #expect(reason.contains("could not be started: no such file"))
  }
}
