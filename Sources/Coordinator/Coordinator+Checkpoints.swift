internal import Foundation
internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

extension Coordinator {
  /// Has a piece sent of the checkpoint that a worker was told of: what was saved a moment ago is not on disk
  /// before this turn's batch is.
  ///
  /// - Returns: whether it may have it, and had not asked for it already.
  func handle(_ request: WireCheckpointRequest, from session: WorkerSession, route: [UInt8]) -> Bool {
    guard let task = core.index.number(bytes: request.task),
      core.isHeld(task, attempt: request.attempt, by: session)
    else { return false }
    guard request.files.isEmpty else { return handleFiles(request, task, route: route) }
    guard largeAnswers.ask(for: task, of: route) else { return false }
    deferred.add(
      .init(
        tag: nextTag, route: route,
        message: .checkpoint(task, attempt: request.attempt, offset: Int(clamping: request.offset))))
    return true
  }

  /// Has a piece of a task's checkpoint read. Whoever lost the task meanwhile needs it no more.
  func readCheckpoint(_ piece: LargeAnswers.Piece) {
    guard isWanted(piece) else { return largeAnswers.pieceRead(piece) }
    if let files = piece.files { return readFiles(files, for: piece) }
    guard let record = core.checkpoints[piece.task] else { return sendCheckpoint(piece, of: nil, nil) }
    disk.readCheckpoint(record, for: piece, count: CheckpointPieces.pieceLimit)
  }

  /// A piece was read; the task may have been given to another worker meanwhile, or have another checkpoint.
  func checkpointRead(_ piece: LargeAnswers.Piece, of record: CheckpointRecord, _ content: [UInt8]?) {
    guard isWanted(piece) else { return largeAnswers.pieceRead(piece) }
    let newest = core.checkpoints[piece.task]
    if content == nil, let newest, newest.digest != record.digest {
      return largeAnswers.pieceRead(piece, again: true)
    }
    if content == nil, newest?.digest == record.digest {
      let path = directory.checkpoints.path(of: record.digest)
      logger.warning("task \(core.name(of: piece.task)) starts over: its checkpoint \(path) cannot be read")
      _ = core.checkpoints.drop(piece.task)
    }
    sendCheckpoint(piece, of: record, content)
  }

  /// Whether the connection that asked for the piece still holds its task.
  func isWanted(_ piece: LargeAnswers.Piece) -> Bool {
    core.registry.session(on: piece.route).map {
      core.isHeld(piece.task, attempt: piece.attempt, by: $0)
    } ?? false
  }

  /// Sends a piece of a task's checkpoint, or one that says that it is not there any more.
  private func sendCheckpoint(
    _ piece: LargeAnswers.Piece, of record: CheckpointRecord?, _ content: [UInt8]?
  ) {
    largeAnswers.pieceRead(piece)
    guard let id = core.index[piece.task] else { return }
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
