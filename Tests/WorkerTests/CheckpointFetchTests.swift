import Foundation
import Messages
import SweepModel
import Testing

@testable import Worker

@Suite struct CheckpointFetchTests {
  private let content = (0..<(2 * CheckpointPieces.pieceLimit + 5)).map { UInt8(truncatingIfNeeded: $0 / 7) }
  private var task: WireAssignment { TaskSamples.assignment("restore", checkpoint: content) }

  private func offsets(_ actions: [WorkerAction]) -> [UInt64] {
    actions.compactMap {
      guard case .send(let message) = $0, case .checkpointRequest(let request) = message.message else {
        return nil
      }
      return request.offset
    }
  }

  /// What a slot was told: how many bytes of a checkpoint, whether they are the right ones, and how many tasks.
  ///
  /// Not the bytes themselves: a failed expectation would print megabytes of them for minutes.
  private func fed(_ actions: [WorkerAction]) -> (count: Int, isRight: Bool, tasks: Int) {
    var (bytes, tasks): ([UInt8], Int) = ([], 0)
    for case .feed(_, let messages) in actions {
      for message in messages {
        if case .checkpoint(let part) = message.message { bytes += part.content }
        if case .run = message.message { tasks += 1 }
      }
    }
    return (bytes.count, bytes == content, tasks)
  }

  @Test func `a task waits for its checkpoint, which comes piece by piece, and the slot gets both`() {
    var driver = CoreDriver.ready()
    driver.assign([task])
    #expect(offsets(driver.take()) == [0])
    let pieces = TaskSamples.pieces(content, of: task)
    for piece in pieces.dropLast() {
      driver.receive(.checkpointPart(piece))
      let actions = driver.take()
      #expect(fed(actions).tasks == 0)
      #expect(offsets(actions) == [piece.offset + UInt64(piece.content.count)])
    }
    driver.receive(.checkpointPart(pieces[2]))
    let told = fed(driver.take())
    #expect(told.isRight && told.tasks == 1)
  }

  @Test func `a checkpoint that is gone or damaged costs time only: the task starts over`() {
    var gone = WireCheckpointPart()
    gone.task = task.task
    gone.attempt = task.attempt
    var damaged = content
    damaged[17] ^= 1
    for answers in [
      [gone], TaskSamples.pieces(damaged, of: task), [TaskSamples.pieces(content, of: task)[1]],
    ] {
      var driver = CoreDriver.ready()
      driver.assign([task])
      for answer in answers { driver.receive(.checkpointPart(answer)) }
      let told = fed(driver.take())
      #expect(told.count == 0 && told.tasks == 1)
    }
  }

  @Test
  func `a lost question is asked again, on a new connection at once, and an answer twice is taken once`() {
    var driver = CoreDriver.ready()
    driver.assign([task])
    let pieces = TaskSamples.pieces(content, of: task)
    driver.receive(.checkpointPart(pieces[0]))
    _ = driver.take()
    driver.pass(CheckpointFetch.patience + 0.3)
    let second = pieces[1].offset
    #expect(offsets(driver.take()) == [second])
    driver.welcome()
    #expect(offsets(driver.take()) == [second])
    for piece in [pieces[0], pieces[1], pieces[1], pieces[2]] { driver.receive(.checkpointPart(piece)) }
    let told = fed(driver.take())
    #expect(told.isRight)
  }

  @Test func `while its checkpoint comes a task is held, can be revoked, and is handed back by who leaves`() {
    var driver = CoreDriver.ready()
    driver.assign([task])
    #expect(driver.core.leases.count == 1)
    driver.revoke([task])
    driver.pass(0.4)
    #expect(driver.take().ended.map(\.outcome) == [.cancelled])
    driver.receive(.checkpointPart(TaskSamples.pieces(content, of: task)[0]))
    #expect(fed(driver.take()).tasks == 0)

    driver = CoreDriver.ready()
    driver.assign([task])
    driver.receive(.drain(WireDrain()))
    driver.pass(0.4)
    #expect(driver.take().ended.map(\.outcome) == [.handedBack])
  }

  @Test func `a supervisor does not keep the checkpoint of a task that runs`() {
    var driver = CoreDriver.ready()
    driver.assign([task])
    for piece in TaskSamples.pieces(content, of: task) { driver.receive(.checkpointPart(piece)) }
    let before = driver.core.slots[0].piped.first?.checkpoint?.count
    #expect(before == content.count)
    driver.slot(0, TaskSamples.progress(task, step: 2))
    let after = driver.core.slots[0].piped.first?.checkpoint?.count
    #expect(after == nil)
  }
}
