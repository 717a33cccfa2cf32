import Foundation
import Messages
import SwiftProtobuf
import TestSupport
import ZeroMQ

@testable import Transport

/// Many scripted workers on one thread: each does its tasks at once and beats its heart.
struct Crowd {
  private static let beatSeconds = 2.0
  private let workers: [ScriptedWorker]
  private let sources: [Poller.Source]
  private var silence = Deadline(within: Crowd.beatSeconds)
  private(set) var welcomed = 0
  private(set) var done = 0

  init(_ workers: [ScriptedWorker]) {
    self.workers = workers
    sources = workers.map { .socket($0.handle) }
  }

  /// Handles what arrives until it is as wanted.
  mutating func listen(until isThere: (Crowd) -> Bool) throws {
    let deadline = Deadline()
    while !isThere(self) {
      guard !deadline.isOver else {
        throw GaveUp(description: "\(welcomed) welcomed, \(done) done")
      }
      try listen(milliseconds: 100)
    }
  }

  /// Goes on for a while: the time is what is tested, namely that a lease is longer than it or renewed.
  mutating func beat(for seconds: Double) throws {
    let deadline = Deadline(within: seconds)
    while !deadline.isOver { try listen(milliseconds: 100) }
  }

  /// Waits once, and handles what is there.
  mutating func listen(milliseconds: Int) throws {
    let ready = try Poller().poll(sources, timeoutMilliseconds: milliseconds)
    for (number, worker) in workers.enumerated() where ready[number] {
      while let message = try worker.next(within: 0.0001) { try handle(message, of: worker) }
    }
    guard silence.isOver else { return }
    silence = Deadline(within: Crowd.beatSeconds)
    for worker in workers {
      let heartbeat = WireToCoordinator.with { $0.heartbeat.epoch = worker.epoch }
      _ = try worker.trySend(frames: WireCodec.frames(heartbeat))
    }
  }

  private mutating func handle(
    _ message: WireFromCoordinator.OneOf_Message, of worker: ScriptedWorker
  ) throws {
    switch message {
    case .welcome: welcomed += 1
    case .assign(let assign):
      try worker.report { report in
        report.finished = assign.assignments.map { $0.finished() }
      }
      done += assign.assignments.count
    case .helloAgain: try worker.hello()
    case .refusal(let refusal): throw GaveUp(description: refusal.message)
    default: break
    }
  }
}
