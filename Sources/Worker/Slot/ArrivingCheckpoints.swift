internal import Messages
internal import Transport

/// Checkpoints that come up the pipe ahead of their tasks.
struct ArrivingCheckpoints {
  private var contents: [LeaseKey: (arrival: PieceArrival, bytes: [UInt8])] = [:]

  mutating func take(_ part: WireCheckpointPart) {
    let key = LeaseKey(task: part.task, attempt: part.attempt)
    switch contents[key, default: (PieceArrival.checkpoint(), [])].arrival.take(part) {
    case .first: contents[key]?.bytes = [UInt8](part.content)
    case .next: contents[key]?.bytes += part.content
    case .known, .unfit: break
    }
  }

  /// The task with its checkpoint, where all of one came.
  mutating func task(_ assignment: WireAssignment) -> HeldTask {
    var task = HeldTask(assignment)
    if let content = contents.removeValue(forKey: task.lease), content.arrival.isComplete {
      task.checkpoint = content.bytes
    }
    return task
  }
}
