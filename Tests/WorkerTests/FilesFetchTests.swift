import Foundation
import Messages
import SweepModel
import Testing

@testable import Worker

/// Files of programs on their way to a worker.
@Suite struct FilesFetchTests {
  private let content = (0..<(CheckpointPieces.pieceLimit + 5)).map { UInt8(truncatingIfNeeded: $0 / 7) }
  private var bundle: ProgramBundle { ProgramBundle(digest: Digest(of: content), size: content.count) }

  private func task(_ index: Int) -> WireAssignment {
    var task = TaskSamples.assignment(index: index)
    task.files.digest = Data(bundle.digest.bytes)
    task.files.size = UInt64(bundle.size)
    return task
  }

  private func pieces(_ content: [UInt8], of task: WireAssignment) -> [WireCheckpointPart] {
    TaskSamples.pieces(content, of: task).map { piece in
      var piece = piece
      piece.files = Data(bundle.digest.bytes)
      return piece
    }
  }

  private func questions(_ actions: [WorkerAction]) -> [WireCheckpointRequest] {
    actions.compactMap {
      guard case .send(let message) = $0, case .checkpointRequest(let request) = message.message else {
        return nil
      }
      return request
    }
  }

  private func looks(_ actions: [WorkerAction]) -> Int {
    actions.count { if case .findFiles = $0 { true } else { false } }
  }

  private func kept(_ actions: [WorkerAction]) -> [Bool] {
    actions.compactMap {
      if case .keepFiles(let name, let bytes) = $0 { name == bundle && bytes == content } else { nil }
    }
  }

  @Test func `files are fetched once for all tasks, which begin when they are unpacked`() {
    var driver = CoreDriver.ready(slots: 2)
    driver.assign([task(1), task(2)])
    #expect(looks(driver.take()) == 1)
    driver.handle(.filesFound(bundle, isThere: false))
    let asked = questions(driver.take())
    #expect(asked.map(\.offset) == [0] && asked.first?.files == Data(bundle.digest.bytes))
    let parts = pieces(content, of: task(1))
    driver.receive(.checkpointPart(parts[0]))
    #expect(questions(driver.take()).map(\.offset) == [parts[1].offset])
    driver.receive(.checkpointPart(parts[1]))
    #expect(kept(driver.take()) == [true])
    #expect(driver.core.leases.count == 2)
    driver.handle(.filesKept(bundle, problem: nil))
    let actions = driver.take()
    #expect(actions.runs(of: 0).count + actions.runs(of: 1).count == 2)
  }

  @Test func `files that are here are not fetched, and a checkpoint comes after them`() {
    var driver = CoreDriver.ready()
    driver.assign([task(1)])
    driver.handle(.filesFound(bundle, isThere: true))
    #expect(driver.take().runs(of: 0).count == 1)

    driver = CoreDriver.ready()
    var with = task(2)
    with.checkpoint = TaskSamples.assignment(checkpoint: [1]).checkpoint
    driver.assign([with])
    #expect(questions(driver.take()).isEmpty)
    driver.handle(.filesFound(bundle, isThere: true))
    #expect(questions(driver.take()).map(\.files) == [Data()])
  }

  @Test func `files that are gone, damaged or cannot be unpacked end the attempts with the reason`() {
    var damaged = content
    damaged[17] ^= 1
    var gone = WireCheckpointPart()
    gone.files = Data(bundle.digest.bytes)
    for (answers, says) in [
      ([gone], "does not have them any more"), (pieces(damaged, of: task(1)), "digest"),
      ([pieces(content, of: task(1))[1]], "does not fit"), (pieces(content, of: task(1)), "the disk is full"),
    ] {
      var driver = CoreDriver.ready()
      driver.assign([task(1)])
      driver.handle(.filesFound(bundle, isThere: false))
      for answer in answers { driver.receive(.checkpointPart(answer)) }
      driver.handle(.filesKept(bundle, problem: "the disk is full"))
      driver.pass(0.4)
      let ended = driver.take().ended
      #expect(ended.map(\.outcome) == [.crashed])
      #expect(ended.first?.reason.contains(says) == true, "\(ended)")
    }
  }

  @Test func `a task that is revoked while it waits lets another one ask, and who leaves hands all back`() {
    var driver = CoreDriver.ready()
    driver.assign([task(1), task(2)])
    driver.handle(.filesFound(bundle, isThere: false))
    _ = driver.take()
    driver.revoke([task(1)])
    driver.pass(0.4)
    let actions = driver.take()
    #expect(actions.ended.map(\.outcome) == [.cancelled])
    #expect(questions(actions).map(\.task) == [task(2).task])
    driver.receive(.drain(WireDrain()))
    driver.pass(0.4)
    #expect(driver.take().ended.map(\.outcome) == [.handedBack])
    #expect(driver.core.filesFetches.isEmpty)
  }
}
