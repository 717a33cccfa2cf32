import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Coordinator
@testable import Transport

/// While the disk takes its time, the coordinator goes on: heartbeats come, leases live, and what is asked from
/// memory is answered. Nothing here waits for a time: the disk answers when the test opens its gate.
@Suite(.timeLimit(.minutes(3))) struct SlowDiskTests {
  private let disk = GatedDisk()

  /// Takes as many heartbeats as come while two leases run out, so that whoever is not heard meanwhile is lost.
  private func outliveTwoLeases(_ worker: ScriptedWorker) throws {
    for _ in 0..<10 {
      try worker.awaitHeartbeat()
      try worker.send(.heartbeat(.with { $0.epoch = worker.epoch }))
    }
  }

  private func workers(_ client: TestClient) throws -> [WorkersDocument.Row] {
    let document: WorkersDocument = try client.query("workers")
    return document.workers
  }

  @Test func `heartbeats come in time while definitions are read, and the tasks come after`() throws {
    let host = try CoordinatorHost(lease: 3, disk: disk)
    let client = try host.client()
    disk.close(.definitions)
    try client.submitProbes(2)
    let worker = try host.worker()
    try worker.hello(slots: 2)
    _ = try worker.welcome()
    try disk.awaitVisitor(for: .definitions)
    try outliveTwoLeases(worker)
    #expect(try workers(client).map(\.leases) == [2])
    disk.open(.definitions)
    var tasks: [WireAssignment] = []
    while tasks.count < 2 { tasks += try worker.assignments() }
    #expect(tasks.map(\.attempt) == [1, 1])
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = tasks.map { $0.finished() } })
    try client.awaitStatus { $0.sweeps.first?.census.done == 2 }
  }

  @Test func `what was cancelled while its definition was read is not sent`() throws {
    let host = try CoordinatorHost(disk: disk)
    let client = try host.client()
    disk.close(.definitions)
    try client.submitProbes(1, name: "cancelled")
    let worker = try host.worker()
    try worker.hello()
    try disk.awaitVisitor(for: .definitions)
    try client.command(OutcomeDocument.self, "cancel", ["cancelled"])
    let wanted = try client.submitProbes(1, name: "wanted", from: 100)
    disk.open(.definitions)
    let task = try #require(try worker.assignments().first)
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = [task.finished()] })
    try client.awaitStatus { $0.sweeps.first { $0.id == wanted.sweep }?.census.done == 1 }
    let tasks: TasksDocument = try client.query("tasks", "cancelled")
    #expect(tasks.tasks.map(\.status) == [.cancelled])
  }

  @Test func `a worker that comes back meanwhile gets its task once, and is not taken for a loser of tasks`()
    throws
  {
    let host = try CoordinatorHost(disk: disk)
    let client = try host.client()
    disk.close(.definitions)
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    try disk.awaitVisitor(for: .definitions)
    // More often than a worker may lose what it was given before it gets nothing for a while.
    for _ in 0..<5 {
      try worker.hello()
      _ = try worker.welcome()
    }
    disk.open(.definitions)
    let tasks = try worker.assignments()
    #expect(tasks.map(\.attempt) == [1])
    #expect(try workers(client).map(\.state) == ["working"])
    try worker.awaitAcknowledgement(of: worker.report { $0.finished = tasks.map { $0.finished() } })
    try client.awaitStatus { $0.sweeps.first?.census.done == 1 }
  }

  @Test func `who is asked to leave meanwhile is sent nothing, and the task goes to another worker`() throws {
    let host = try CoordinatorHost(disk: disk)
    let client = try host.client()
    disk.close(.definitions)
    try client.submitProbes(1)
    let (leaving, staying) = (try host.worker(), try host.worker())
    try leaving.hello()
    try disk.awaitVisitor(for: .definitions)
    try client.command(OutcomeDocument.self, "drain-workers", ["all"])
    try staying.hello()
    disk.open(.definitions)
    let task = try #require(try staying.assignments().first)
    #expect(task.attempt == 2)
    try staying.awaitAcknowledgement(of: staying.report { $0.finished = [task.finished()] })
  }

  @Test func `heartbeats and tasks come while a checkpoint is read`() throws {
    let host = try CoordinatorHost(lease: 3, disk: disk)
    let client = try host.client()
    try client.submitProbes(2)
    let worker = try host.worker()
    try worker.hello()
    let first = try #require(try worker.assignments().first)
    let part = try #require(
      Array(CheckpointPieces.split([1, 2, 3], step: 4, task: first.task, attempt: first.attempt)).first)
    try worker.awaitAcknowledgement(of: worker.report { $0.checkpoints = [part] })
    disk.close(.checkpoint)
    try worker.send(
      .checkpointRequest(
        .with {
          $0.task = first.task
          $0.attempt = first.attempt
        }))
    try disk.awaitVisitor(for: .checkpoint)
    try outliveTwoLeases(worker)
    let other = try host.worker()
    try other.hello()
    let second = try #require(try other.assignments().first)
    #expect(second.task != first.task)
    disk.open(.checkpoint)
    #expect(try worker.checkpointPart().content == Data([1, 2, 3]))
  }

  @Test func `commands wait for the disk in their order, and questions do not wait for them`() throws {
    let host = try CoordinatorHost(lease: 3, disk: disk)
    let client = try host.client()
    try client.submitProbes(1)
    let worker = try host.worker()
    try worker.hello()
    let task = try #require(try worker.assignments().first)
    let id = Digest(bytes: task.task)?.hex ?? ""
    disk.close(.key, .tasks)
    // On one connection, without waiting for the answers.
    let commands = try host.worker("client")
    let asked: [(action: String, words: [String], argument: String)] = [
      ("add-key", ["worker"], "node"), ("cancel", [id], ""), ("retry", [id], ""),
      ("add-key", ["worker"], "node"), ("pause", ["probes"], ""),
    ]
    for (number, command) in asked.enumerated() {
      try commands.send(
        .request(
          .with {
            $0.id = UInt64(number + 1)
            $0.command = .named(command.action, command.words, argument: command.argument)
          }))
    }
    try disk.awaitVisitor(for: .key)
    try outliveTwoLeases(worker)
    #expect(try workers(client).map(\.leases) == [1])
    let early: KeysDocument = try client.query("keys")
    #expect(!early.keys.contains { $0.name == "node" }, "its access file is not there yet")
    disk.open(.key)
    try disk.awaitVisitor(for: .tasks)
    try outliveTwoLeases(worker)
    disk.open(.tasks)
    var answers: [(id: UInt64, text: String)] = []
    while answers.count < asked.count {
      guard case .reply(let reply)? = try commands.next() else { continue }
      switch reply.reply {
      case .document(let data): answers.append((reply.id, String(decoding: data, as: UTF8.self)))
      case .failure(let failure): answers.append((reply.id, failure.message))
      case nil: break
      }
    }
    #expect(answers.sorted { $0.id < $1.id }.map(\.id) == [1, 2, 3, 4, 5])
    let texts = answers.sorted { $0.id < $1.id }.map(\.text)
    #expect(texts[1].contains("is cancelled") && texts[2].contains("will run again"), "\(texts)")
    // The first one took the name, which the second one finds when its turn comes.
    #expect(texts[3].contains("there is a key named node already"), "\(texts)")
    #expect(texts[4].contains("is paused"), "\(texts)")
  }

  @Test func `what the journal says of a task is explained once it was found`() throws {
    let host = try CoordinatorHost(disk: disk)
    let client = try host.client()
    try client.submitProbes(1)
    let tasks: TasksDocument = try client.query("tasks", "probes")
    let id = try #require(tasks.tasks.first).id
    disk.close(.tasks)
    let questions = try host.worker("client")
    try questions.send(
      .request(
        .with {
          $0.id = 1
          $0.query = .named("explain", id)
        }))
    try disk.awaitVisitor(for: .tasks)
    // What changes meanwhile is in the answer.
    try client.command(OutcomeDocument.self, "pause", ["probes"])
    disk.open(.tasks)
    guard case .reply(let reply)? = try questions.next(), case .document(let data)? = reply.reply else {
      Issue.record("no answer")
      return
    }
    #expect(String(decoding: data, as: UTF8.self).contains("Its sweep is paused"))
  }

  @Test func `a key whose file was being written as the coordinator stopped lets in afterwards`() throws {
    let host = try CoordinatorHost(disk: disk)
    disk.close(.key)
    let commands = try host.worker("client")
    for (id, name) in [(UInt64(1), "node"), (2, "late")] {
      try commands.send(
        .request(
          .with {
            $0.id = id
            $0.command = .named("add-key", ["worker"], argument: name)
          }))
    }
    // Read in order, so the commands have been taken once this is answered.
    try commands.send(
      .request(
        .with {
          $0.id = 3
          $0.query = .named("keys")
        }))
    guard case .reply(let keys)? = try commands.next() else {
      Issue.record("no answer")
      return
    }
    #expect(keys.id == 3)
    try disk.awaitVisitor(for: .key)
    host.beginToStop()
    disk.open(.key)
    host.stop()
    #expect(!FileManager.default.fileExists(atPath: host.data + "/late.access.json"))
    try host.start()
    let worker = try host.worker("node")
    try worker.hello()
    _ = try worker.welcome()
  }
}
