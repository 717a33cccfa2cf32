internal import Journal
internal import Messages
internal import SweepModel
internal import Transport

/// Checkpoints that are arriving in pieces, one of each task.
///
/// Their bytes go to disk as they come; here are only what is counted and hashed.
struct CheckpointUploads {
  private struct Upload {
    var attempt: UInt32
    var arrival = PieceArrival.checkpoint()
    var hash = DigestStream()
  }

  /// What a piece makes necessary.
  enum Step: Equatable {
    /// It was there already, or does not fit.
    case none
    case write(ArrivalWrite)
    /// Written, the checkpoint is whole.
    case complete(ArrivalWrite, Digest)
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
    let write = CheckpointUploads.write(
      task, .piece(offset: Int(clamping: part.offset), content: [UInt8](part.content)))
    guard upload.arrival.isComplete else {
      uploads[task] = upload
      return .write(write)
    }
    uploads[task] = nil
    return .complete(write, upload.hash.digest)
  }

  /// The task needs no checkpoint any more.
  mutating func drop(_ task: TaskNumber) -> ArrivalWrite? {
    uploads.removeValue(forKey: task).map { _ in CheckpointUploads.write(task, .abandon) }
  }

  /// A step for the file of a task's arriving checkpoint.
  static func write(_ task: TaskNumber, _ step: ArrivalWrite.Step) -> ArrivalWrite {
    ArrivalWrite(.checkpoints, "\(task.value)", step)
  }
}
