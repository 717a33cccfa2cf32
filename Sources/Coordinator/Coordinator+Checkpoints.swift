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

  /// Has a piece sent of the checkpoint that a worker was told of: what was saved a moment ago is not on disk
  /// before this turn's batch is.
  func handle(_ request: WireCheckpointRequest, from session: WorkerSession, route: [UInt8]) {
    guard let task = index.number(bytes: request.task),
      isHeld(task, attempt: request.attempt, by: session), largeAnswers.ask(for: task, of: route)
    else { return }
    deferred.add(
      .init(
        tag: nextTag, route: route,
        message: .checkpoint(task, attempt: request.attempt, offset: Int(clamping: request.offset))))
  }

  private func isHeld(_ task: TaskNumber, attempt: UInt32, by session: WorkerSession) -> Bool {
    guard let lease = scheduler.lease(of: task) else { return false }
    return lease.attempt == Int(attempt) && lease.worker == session.worker
  }

  /// Has a piece of a task's checkpoint read. Whoever lost the task meanwhile needs it no more.
  func readCheckpoint(_ piece: LargeAnswers.Piece) {
    guard isWanted(piece) else { return largeAnswers.pieceRead(piece) }
    guard let record = checkpoints[piece.task] else { return sendCheckpoint(piece, of: nil, nil) }
    disk.readCheckpoint(record, for: piece, count: CheckpointPieces.pieceLimit)
  }

  /// A piece was read; the task may have been given to another worker meanwhile, or have another checkpoint.
  func checkpointRead(_ piece: LargeAnswers.Piece, of record: CheckpointRecord, _ content: [UInt8]?) {
    guard isWanted(piece) else { return largeAnswers.pieceRead(piece) }
    let newest = checkpoints[piece.task]
    if content == nil, let newest, newest.digest != record.digest {
      return largeAnswers.pieceRead(piece, again: true)
    }
    if content == nil, newest?.digest == record.digest {
      let path = directory.checkpoints.path(of: record.digest)
      let task = index[piece.task]?.description ?? "?"
      logger.warning("task \(task) starts over: its checkpoint \(path) cannot be read")
      _ = checkpoints.drop(piece.task)
    }
    sendCheckpoint(piece, of: record, content)
  }

  /// Whether the connection that asked for the piece still holds its task.
  private func isWanted(_ piece: LargeAnswers.Piece) -> Bool {
    registry.session(on: piece.route).map { isHeld(piece.task, attempt: piece.attempt, by: $0) } ?? false
  }

  /// Sends a piece of a task's checkpoint, or one that says that it is not there any more.
  private func sendCheckpoint(
    _ piece: LargeAnswers.Piece, of record: CheckpointRecord?, _ content: [UInt8]?
  ) {
    largeAnswers.pieceRead(piece)
    guard let id = index[piece.task] else { return }
    var part = WireCheckpointPart()
    part.task = Data(id.digest.bytes)
    part.attempt = piece.attempt
    part.offset = UInt64(piece.offset)
    if let record, let content {
      part.step = Int64(record.step)
      part.size = UInt64(clamping: record.size)
      part.content = Data(content)
    }
    send(.checkpointPart(part), to: piece.route)
  }
}
