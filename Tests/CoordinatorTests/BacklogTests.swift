import Foundation
import Messages
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

@Suite struct BacklogTests {
  private static let report = WireReport.with { report in
    report.finished = [.with { $0.artifacts = [.with { $0.content = Data(count: 1000) }] }]
  }

  @Test func `what left nothing to write does not count as waiting`() {
    var backlog = Backlog(limit: 1000)
    backlog.add(BacklogTests.report, tag: 1, now: 0)
    #expect(backlog.isFull && backlog.isBehind(now: 0))
    backlog.wroteNothing(tag: 1)
    #expect(!backlog.isFull && !backlog.isBehind(now: 100))
    #expect(backlog.unwritten(now: 100).results == 0)
  }

  @Test func `what an earlier batch writes goes on counting`() {
    var backlog = Backlog(limit: 1000)
    backlog.add(BacklogTests.report, tag: 1, now: 0)
    backlog.wroteNothing(tag: 2)
    #expect(backlog.isFull)
    backlog.becameDurable(upTo: 1)
    #expect(!backlog.isFull)
  }
}
