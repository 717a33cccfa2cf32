internal import Foundation
internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Writes a piece of a checkpoint; the last one makes it the task's newest.
  func recordCheckpoint(_ part: WireCheckpointPart, from session: WorkerSession) {
    // What would pile up while the disk is full is let go: a lost checkpoint costs time, never a result.
    guard let task = index.number(bytes: part.task), trouble == nil,
      isHeld(task, attempt: part.attempt, by: session), part.step >= 0
    else { return }
    switch uploads.take(part, of: task) {
    case .none: break
    case .write(let piece): batch.arrivals.append(piece)
    case .complete(let piece, let digest):
      let record = CheckpointRecord(step: Int(part.step), digest: digest, size: Int(clamping: part.size))
      batch.arrivals += [piece, CheckpointUploads.write(task, .adopt(digest))]
      batch.records.append(.checkpoint(task, record))
      if let obsolete = checkpoints.save(record, of: task) { batch.obsolete.append(obsolete) }
      resumptions.remove(task)
      scheduler.checkpointSaved(task, attempt: Int(part.attempt))
    }
  }

  /// An attempt could not go on from the task's checkpoint; the next one starts over.
  func dropCheckpoint(of task: TaskNumber, after attempt: Int) {
    logger.warning(
      """
      task \(index[task]?.description ?? "?") starts over: attempt \(attempt) got no further than its checkpoint, \
      which is dropped
      """)
    if let obsolete = checkpoints.drop(task) { batch.obsolete.append(obsolete) }
  }

  /// Owes a worker a piece of the checkpoint that it was told of: what was saved a moment ago is not on disk
  /// before this turn's batch is.
  func handle(_ request: WireCheckpointRequest, from session: WorkerSession, route: [UInt8]) {
    guard let task = index.number(bytes: request.task),
      isHeld(task, attempt: request.attempt, by: session), largeAnswers.ask(for: task, of: route)
    else { return }
    owed.append(
      OwedMessage(
        tag: nextTag, route: route,
        message: .checkpoint(task, attempt: request.attempt, offset: Int(clamping: request.offset))))
  }

  private func isHeld(_ task: TaskNumber, attempt: UInt32, by session: WorkerSession) -> Bool {
    guard let lease = scheduler.lease(of: task) else { return false }
    return lease.attempt == Int(attempt) && lease.worker == session.worker
  }

  /// Sends a piece of a task's checkpoint, or one that says that it is not there any more.
  func sendCheckpoint(of task: TaskNumber, attempt: UInt32, offset: Int, to route: [UInt8]) {
    guard let id = index[task] else { return }
    var part = WireCheckpointPart()
    part.task = Data(id.digest.bytes)
    part.attempt = attempt
    part.offset = UInt64(offset)
    if let record = checkpoints[task] {
      if let content = directory.checkpoints.read(
        record.digest, from: offset, count: CheckpointPieces.pieceLimit)
      {
        part.step = Int64(record.step)
        part.size = UInt64(clamping: record.size)
        part.content = Data(content)
      } else {
        let path = directory.checkpoints.path(of: record.digest)
        logger.warning("task \(id) starts over: its checkpoint \(path) cannot be read")
        _ = checkpoints.drop(task)
      }
    }
    send(.checkpointPart(part), to: route)
  }
}
