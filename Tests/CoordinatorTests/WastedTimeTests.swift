import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import TestSupport
import Testing
import ZeroMQ

@testable import Coordinator
@testable import Transport

/// Who sends nothing of use is not listened to, and costs the coordinator little of its time.
@Suite(.timeLimit(.minutes(3)))
struct WastedTimeTests {
  @Test func `connections that stay share what their key may waste`() {
    var wasted = WastedTime()
    var spent = 0.0
    for tick in 0..<100_000 {
      let now = 100 + Double(tick) / 1000
      _ = wasted.takeForgiven(now: now)
      for peer in 0..<20 as Range<UInt8> where wasted.hearing(of: [peer]) == .listen {
        spent += 0.0002
        _ = wasted.add(0.0002, by: [peer], key: "hostile", now: now)
      }
    }
    #expect(spent < WastedTime.most + 100 * WastedTime.share * 1.2)
    #expect(spent > 100 * WastedTime.share * 0.5)
  }

  @Test func `who seldom wastes a little is always listened to, and others are not affected`() {
    var wasted = WastedTime()
    for second in 0..<1000 {
      let now = Double(second)
      let isIgnored = wasted.add(0.75 * WastedTime.share, by: [1], key: "honest", now: now)
      #expect(!isIgnored)
      _ = wasted.add(0.5, by: [2], key: "hostile", now: now)
      let hearings = [wasted.hearing(of: [1]), wasted.hearing(of: [3])]
      #expect(hearings == [.listen, .listen])
    }
    let hostile = wasted.hearing(of: [2])
    #expect(hostile != .listen)
  }

  @Test func `who goes on meanwhile is thrown out, and who waits is heard again`() {
    var wasted = WastedTime()
    let isIgnored = wasted.add(1, by: [1], key: "", now: 0)
    #expect(isIgnored)
    let hearings = (0...WastedTime.patience).map { _ in wasted.hearing(of: [1]) }
    #expect(hearings == Array(repeating: .ignore, count: WastedTime.patience) + [.close])
    var forgiven = wasted.takeForgiven(now: WastedTime.longest - 0.1)
    #expect(forgiven.isEmpty)
    forgiven = wasted.takeForgiven(now: WastedTime.longest + 0.1)
    #expect(forgiven == [[1]])
    let again = wasted.hearing(of: [1])
    #expect(again == .listen)
  }

  @Test func `a flood of results that nobody was asked for ends in silence, beside honest work with its key`()
    throws
  {
    let host = try CoordinatorHost()
    let client = try host.client()
    let honest = try HonestNeighbour(host)
    try client.submitProbes(4, name: "bait", from: 5000)
    let attacker = try host.worker()
    var hello = attacker.hello(1, 1, [])
    hello.experiments = ["other/1"]
    attacker.adopt(epoch: 1)
    try attacker.send(.hello(hello))
    _ = try attacker.welcome()
    let tasks: TasksDocument = try client.query("tasks", "bait")
    let claims = (0..<2000).map { _ in tasks.tasks.randomElement()?.attempt(7).finished(value: 0.999) }
      .compactMap { $0 }
    let frames = try WireCodec.frames(
      WireToCoordinator.with {
        $0.report.epoch = 1
        $0.report.sequence = 1
        $0.report.finished = claims
      })
    let deadline = Deadline()
    while host.log.count("is not listened to for some seconds") == 0 {
      guard !deadline.isOver else { throw GaveUp(description: "it is listened to all the time") }
      if try !attacker.trySend(frames: frames) { _ = try attacker.next(within: 0.01) }
    }
    try honest.finishesSweep()
    #expect(try honest.rows(of: "bait").allSatisfy { $0.metrics["value"] != 0.999 })
  }

  @Test func `a worker that is heard again is asked for all it has, and loses nothing`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(worker.assignments().first)
    // It says so much of what is not there that it is not listened to, and then has its result.
    while host.log.count("is not listened to for some seconds") == 0 {
      try worker.report { report in
        report.finished = (0..<5000).map { _ in task }.map { made in
          made.finished().with { $0.attempt = 99 }
        }
      }
      try worker.send(.heartbeat(.with { $0.epoch = worker.epoch }))
    }
    try worker.report { $0.finished = [task.finished(value: 0.25)] }
    while let message = try worker.next() {
      guard case .helloAgain = message else { continue }
      break
    }
    try worker.hello(held: [task.held])
    _ = try worker.welcome()
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [task.finished(value: 0.25)] })
    let tasks: TasksDocument = try client.query("tasks", "last")
    #expect(tasks.tasks.map { $0.metrics["value"] } == [0.25])
  }
}

extension WireFinished {
  /// A copy with something changed.
  fileprivate func with(_ change: (inout WireFinished) -> Void) -> WireFinished {
    var copy = self
    change(&copy)
    return copy
  }
}
