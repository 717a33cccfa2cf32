internal import Foundation
internal import Journal
internal import Logging
internal import Messages
internal import Scheduling
internal import SweepModel
internal import SwiftProtobuf
internal import Transport

/// The files that programs bring: from clients to the disk, and from there to workers.
extension Coordinator {
  /// A piece of files came, ahead of the sweep whose program they are.
  ///
  /// - Returns: false where it was refused at once.
  func take(_ upload: WireUpload, id: UInt64, size: Int, from route: [UInt8]) -> Bool {
    guard let digest = Digest(bytes: upload.digest), upload.size > 0,
      upload.size <= UInt64(ProgramBundle.sizeLimit),
      upload.offset <= upload.size, UInt64(upload.content.count) <= upload.size - upload.offset,
      upload.content.count <= CheckpointPieces.pieceLimit
    else {
      return fail(
        2,
        "a piece of a program's files names the 32 bytes of their SHA-256, has at most "
          + "\(CheckpointPieces.pieceLimit >> 10) KiB, and is of at most \(ProgramBundle.sizeLimit >> 20) MiB",
        id: id, to: route)
    }
    guard admit(id, of: route, size: size) else { return false }
    let bundle = ProgramBundle(digest: digest, size: Int(upload.size))
    // What no sweep names is dropped once others came; that it is looked at once for each bundle is enough.
    let isLast = upload.offset + UInt64(upload.content.count) == upload.size
    disk.take(
      .init(bundle: bundle, offset: Int(upload.offset), content: [UInt8](upload.content)),
      named: isLast ? core.bundles : nil, id: id, route: route)
    return true
  }

  /// A piece of files was written.
  func uploaded(_ result: Result<Int, BundleUploads.Problem>, id: UInt64, route: [UInt8]) {
    gate.release(id, of: route)
    switch result {
    case .success(let received): reply(.init(UploadDocument(received: received)), id: id, to: route)
    case .failure(let problem): fail(problem.isTheirs ? 2 : 1, "\(problem)", id: id, to: route)
    }
  }

  /// A worker asks for a piece of the files that its task's program brings.
  ///
  /// - Returns: whether it may have it, and had not asked for it already.
  func handleFiles(_ request: WireCheckpointRequest, _ task: TaskNumber, route: [UInt8]) -> Bool {
    guard let digest = Digest(bytes: request.files), core.bundle(digest, of: task) != nil,
      largeAnswers.ask(for: task, files: digest, of: route)
    else { return false }
    largeAnswers.add(
      LargeAnswers.Piece(
        task: task, attempt: request.attempt, offset: Int(clamping: request.offset), route: route,
        files: digest))
    giveLargeAnswers()
    return true
  }

  /// Has a piece of files read, for a connection that still holds the task.
  func readFiles(_ digest: Digest, for piece: LargeAnswers.Piece) {
    guard let bundle = core.bundle(digest, of: piece.task) else { return largeAnswers.pieceRead(piece) }
    disk.readFiles(bundle, for: piece, count: CheckpointPieces.pieceLimit)
  }

  /// Sends a piece that was read, or one that says that the files are not there any more.
  func filesRead(_ piece: LargeAnswers.Piece, of bundle: ProgramBundle, _ content: [UInt8]?) {
    largeAnswers.pieceRead(piece)
    guard isWanted(piece), let id = core.index[piece.task] else { return }
    if content == nil {
      logger.warning(
        "the files of a program are gone: \(directory.files.path(of: bundle.digest)) cannot be read; submit its sweep again"
      )
    }
    var part = WireCheckpointPart()
    part.task = Data(id.digest.bytes)
    part.attempt = piece.attempt
    part.offset = UInt64(piece.offset)
    part.files = Data(bundle.digest.bytes)
    if let content {
      part.size = UInt64(clamping: bundle.size)
      part.content = Data(content)
    }
    send(.checkpointPart(part), to: piece.route)
  }
}
