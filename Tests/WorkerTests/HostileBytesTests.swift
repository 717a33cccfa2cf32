import Foundation
import Messages
import SweepModel
import SwiftProtobuf
import Testing

@testable import Transport
@testable import Worker

/// Whatever a coordinator or a slot says, a supervisor goes on, or leaves with a reason.
@Suite(.timeLimit(.minutes(2)))
struct HostileBytesTests {
  private static let task = TaskSamples.assignment(checkpoint: [1, 2, 3])

  private static let fromCoordinator: [WireFromCoordinator.OneOf_Message] = [
    .welcome(
      .with {
        $0.heartbeatSeconds = -.infinity
        $0.leaseSeconds = .nan
        $0.unwanted = [.init()]
      }),
    .refusal(.with { $0.code = .UNRECOGNIZED(99) }), .heartbeat(.with { $0.tasksLeft = .max }),
    .assign(
      .with {
        $0.assignments = [
          task, .init(),
          .with {
            $0.experimentVersion = .max
            $0.timeLimit = -1
            $0.stallLimit = .nan
            $0.memoryLimit = .max
            $0.threads = .max
            $0.checkpoint.size = .max
          },
        ]
      }),
    .acknowledge(.with { $0.sequences = [0, .max] }), .revoke(.with { $0.leases = [.init()] }),
    .helloAgain(.init()), .drain(.init()), .reply(.with { $0.id = .max }),
    .checkpointPart(
      .with {
        $0.task = task.task
        $0.attempt = 1
        $0.step = .min
        $0.offset = .max
        $0.size = .max
      }),
  ]

  private static let fromSlot: [WireFromSlot.OneOf_Message] = [
    .ready(.with { $0.inheritedPeak = .max }), .finished(.with { $0.seconds = -.infinity }),
    .ended(
      .with {
        $0.outcome = .UNRECOGNIZED(-1)
        $0.seconds = .nan
      }),
    .metrics(.with { $0.steps = [.min, .max] }),
    .checkpoint(
      .with {
        $0.offset = .max
        $0.size = .max
      }),
    .progress(
      .with {
        $0.step = .min
        $0.seconds = .infinity
      }),
  ]

  /// A message with a few of its bytes changed, where it can still be read.
  private func spoiled<M: Message>(_ message: M, _ random: inout RandomStream) throws -> M? {
    var bytes = try WireCodec.bytes(message)
    for _ in 0..<Int(random.next() % 4) where !bytes.isEmpty {
      bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
    }
    return try? WireCodec.parse(M.self, bytes)
  }

  @Test(arguments: 0..<40)
  func `spoiled messages in any order trap nothing`(seed: Int) throws {
    var random = RandomStream(seed: seed, replicate: 0, name: "hostile-coordinator", task: nil)
    var driver = CoreDriver.ready(slots: 2) { $0.together = ["scripted": 4] }
    driver.assign([
      HostileBytesTests.task, TaskSamples.assignment(index: 1), TaskSamples.assignment(index: 2),
    ])
    var told = 0
    for _ in 0..<300 {
      if random.next() % 2 == 0 {
        let content = HostileBytesTests.fromCoordinator[
          Int(random.next() % UInt64(HostileBytesTests.fromCoordinator.count))]
        // These two end it, each with a reason; the others come more often.
        if case .refusal = content, random.next() % 50 > 0 { continue }
        if case .drain = content, random.next() % 50 > 0 { continue }
        guard let message = try spoiled(WireFromCoordinator.with({ $0.message = content }), &random) else {
          continue
        }
        driver.handle(.received(message))
      } else {
        let content = HostileBytesTests.fromSlot[
          Int(random.next() % UInt64(HostileBytesTests.fromSlot.count))]
        guard let message = try spoiled(WireFromSlot.with({ $0.message = content }), &random) else {
          continue
        }
        driver.handle(.slotMessages(Int(random.next() % 2), [message]))
      }
      told += 1
      if random.next() % 8 == 0 { driver.pass(0.4) }
      for case .exit(let code, let message) in driver.take() {
        #expect(code == 0 || message != nil, "seed \(seed): it left without a word")
        return
      }
    }
    #expect(told > 0)
  }
}
