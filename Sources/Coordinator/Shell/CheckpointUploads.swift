internal import Journal
internal import SweepModel
internal import Transport

/// Checkpoints that are arriving in pieces, one of each task.
///
/// Their bytes go to disk as they come; here are only what is counted and hashed.
struct CheckpointUploads {
  private struct Upload {
    var attempt: UInt32
    var arrival = CheckpointArrival()
    var hash = DigestStream()
  }

  /// What a piece makes necessary.
  enum Step: Equatable {
    /// It was there already, or does not fit.
    case none
    case write(CheckpointWrite)
    /// Written, the checkpoint is whole.
    case complete(CheckpointWrite, Digest)
  }

  private var uploads: [TaskNumber: Upload] = [:]

  /// Takes the next piece of a task's checkpoint.
  mutating func take(_ part: WireCheckpointPart, of task: TaskNumber) -> Step {
    var upload = uploads[task] ?? Upload(attempt: part.attempt)
    if upload.attempt != part.attempt { upload = Upload(attempt: part.attempt) }
    switch upload.arrival.take(part) {
    case .known, .unfit: return .none
    case .first: upload.hash = DigestStream()
    case .next: break
    }
    upload.hash.append(part.content)
    let write = CheckpointWrite.piece(
      CheckpointUploads.name(task), offset: Int(part.offset), content: [UInt8](part.content))
    guard upload.arrival.isComplete else {
      uploads[task] = upload
      return .write(write)
    }
    uploads[task] = nil
    return .complete(write, upload.hash.digest)
  }

  /// The task needs no checkpoint any more.
  mutating func drop(_ task: TaskNumber) -> CheckpointWrite? {
    uploads.removeValue(forKey: task).map { _ in .abandon(CheckpointUploads.name(task)) }
  }

  /// What the file of a task's arriving checkpoint is called.
  static func name(_ task: TaskNumber) -> String { "\(task.value)" }
}

/// What the journal's thread does with the file of a checkpoint.
enum CheckpointWrite: Sendable, Equatable {
  /// Writes the bytes at the offset of a file that is arriving.
  case piece(String, offset: Int, content: [UInt8])
  /// The file is whole and gets its name.
  case adopt(String, Digest)
  /// The rest of the file will not come.
  case abandon(String)
}
