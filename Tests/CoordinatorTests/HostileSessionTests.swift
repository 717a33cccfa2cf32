import Foundation
import Journal
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// A worker's comings and goings cost itself, not memory, journal or log.
@Suite(.timeLimit(.minutes(3)))
struct HostileSessionTests {
  @Test func `hellos that come again and again leave few rows and few lines, and end in a back-off`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1, name: "bait")
    let attacker = try host.worker()
    for _ in 0..<500 { try attacker.hello() }
    try attacker.awaitAcknowledgement(of: attacker.report { _ in })
    // A hello before its task was sent loses nothing; those after it do.
    var states: [String] = []
    for _ in 0..<200 where states != ["backing-off"] {
      try attacker.hello()
      _ = try attacker.welcome()
      let workers: WorkersDocument = try client.query("workers")
      states = workers.workers.map(\.state)
    }
    #expect(states == ["backing-off"])
    #expect(try host.reader().workers().count == 1)
    let bait: TasksDocument = try client.query("tasks", "bait")
    let explained: ExplainDocument = try client.query("explain", try #require(bait.tasks.first).id)
    #expect(explained.attempts.count <= 4, "each costs a row")
    #expect(host.log.lines.count { $0.contains("joined") && !$0.hasPrefix("debug") } == 1)
    try attacker.send(.goodbye(.with { $0.epoch = attacker.epoch }))
    try HonestNeighbour(host).finishesSweep()
  }

  @Test func `goodbyes and hellos in turn are a back-off too, and one connection stays one worker`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1, name: "bait")
    let attacker = try host.worker()
    for _ in 0..<200 {
      try attacker.hello()
      _ = try attacker.welcome()
      try attacker.send(.goodbye(.with { $0.epoch = attacker.epoch }))
    }
    let bait: TasksDocument = try client.query("tasks", "bait")
    let explained: ExplainDocument = try client.query("explain", try #require(bait.tasks.first).id)
    #expect(explained.attempts.count <= 6)
    #expect(host.log.lines.count { $0.contains(" left: ") && !$0.hasPrefix("debug") } == 1)
    let other = try host.worker()
    try attacker.send(.hello(other.hello(1, 1, [])))
    #expect(try attacker.refusal().message.contains("another worker before"))
    try HonestNeighbour(host).finishesSweep()
  }

  @Test func `a goodbye or a heartbeat of an old epoch changes nothing`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello(epoch: 5)
    let task = try #require(worker.assignments().first)
    try worker.send(.goodbye(.with { $0.epoch = 4 }))
    try worker.send(
      .heartbeat(
        .with {
          $0.epoch = 4
          $0.leaving = true
        }))
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [task.finished()] })
    let workers: WorkersDocument = try client.query("workers")
    #expect(workers.workers.map(\.state) == ["idle"])
  }

  @Test(arguments: [0, 1, UInt64.max - 1, .max])
  func `an epoch may be any number`(epoch: UInt64) throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(1, name: "bait")
    let worker = try host.worker()
    try worker.hello(epoch: epoch)
    let task = try #require(worker.assignments().first)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [task.finished()] })
    try worker.send(.hello(worker.hello(0, 1, [])))
    try worker.awaitAcknowledgement(of: worker.report { _ in })
    #expect(host.log.count("it is an old hello") == 1)
    try HonestNeighbour(host).finishesSweep()
  }

  @Test func `a sequence that comes twice with other content is one report each`() throws {
    let host = try CoordinatorHost()
    let client = try host.client()
    try client.submitProbes(2)
    let worker = try host.worker()
    try worker.hello(slots: 2)
    var tasks: [WireAssignment] = []
    while tasks.count < 2 { tasks += try worker.assignments() }
    for task in tasks + tasks {
      try worker.awaitAcknowledgement(of: worker.report(sequence: .max) { $0.finished = [task.finished()] })
    }
    let status: StatusDocument = try client.query("status")
    #expect(status.sweeps.first?.census.done == 2)
    #expect(status.duplicateResults == 2)
  }

  @Test func `a report of a hundred thousand endings is refused, and its sender's tasks go on`() throws {
    let host = try CoordinatorHost(lease: 3)
    let attacker = try host.worker()
    try attacker.hello()
    _ = try attacker.welcome()
    try attacker.report { $0.ended = Array(repeating: .with { $0.attempt = 1 }, count: 100_000) }
    #expect(try attacker.refusal().message.contains("more than 4096 times a ended attempt"))
    #expect(host.log.wait(for: "refused a message"))
    try HonestNeighbour(host).finishesSweep()
  }

  @Test(arguments: [(1, 0, 1), (64, 0, 64), (4000, 2, 64), (400, 128, 400), (UInt32.max, .max, 4096)])
  func `slots beyond what the cores could be meant for are not used`(
    offered: UInt32, cores: UInt32, used: Int
  ) throws {
    let host = try CoordinatorHost()
    let worker = try host.worker()
    var hello = worker.hello(1, offered, [])
    hello.machine.cores = cores
    try worker.send(.hello(hello))
    _ = try worker.welcome()
    let workers: WorkersDocument = try host.client().query("workers")
    #expect(workers.workers.map(\.slots) == [used])
  }

  @Test func `text of a worker has no marks that hide or turn what people read`() throws {
    let host = try CoordinatorHost()
    let worker = try host.worker()
    var hello = worker.hello(1, 1, [])
    hello.machine.host = "node\u{202E}1\u{200B}\u{2028}x\u{7F}\u{9B}31m"
    hello.machine.cpu = "\u{FEFF}cpu\u{E0041}"
    try worker.send(.hello(hello))
    _ = try worker.welcome()
    let workers: WorkersDocument = try host.client().query("workers")
    #expect(
      workers.workers.map(\.host) == ["node\u{FFFD}1\u{FFFD}\u{FFFD}x\u{FFFD}\u{FFFD}31m"])
    #expect(workers.workers.map(\.cpu) == ["\u{FFFD}cpu\u{FFFD}"])
  }

  @Test func `a client's key says nothing of a worker, and a worker's key asks nothing`() throws {
    let host = try CoordinatorHost()
    let honest = try HonestNeighbour(host)
    let client = try host.worker("client")
    let messages: [WireToCoordinator.OneOf_Message] = [
      .hello(client.hello(1, 1, [])), .heartbeat(.init()), .report(.init()), .goodbye(.init()),
      .checkpointRequest(.init()),
    ]
    for message in messages {
      try client.send(message)
      #expect(try client.refusal().code == .role)
    }
    let worker = try host.worker()
    let questions: [WireRequest] = [
      .with { $0.query = .named("status") }, .with { $0.command = .named("cancel", []) },
      .with { $0.submit.source = Data("name: x".utf8) }, .init(),
    ]
    for question in questions {
      try worker.send(.request(question))
      #expect(try worker.refusal().code == .role)
    }
    #expect(host.log.count("refused a message") == 2, "one line for each connection")
    try honest.finishesSweep()
  }
}
