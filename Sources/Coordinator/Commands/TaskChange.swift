internal import Messages
internal import SweepModel

/// What a command did to one task, told from the task before it and after it.
struct TaskChange: Equatable, Sendable {
  var before: TaskView
  var after: TaskView

  var isChanged: Bool { before.status != after.status }

  /// What became of it.
  func target(of verb: SweepVerb) -> OutcomeDocument.Target {
    .init(
      kind: "task", id: "\(after.id)", name: nil, state: after.status.rawValue, isChanged: isChanged,
      tasks: isChanged ? 1 : 0, message: sentence(for: verb))
  }

  private func sentence(for verb: SweepVerb) -> String {
    switch (verb, isChanged) {
    case (.retry, true):
      return "task \(after.id) will run again" + (after.isHeldBack ? " once its sweep is resumed" : "")
    case (.retry, false):
      return "task \(after.id) is \(after.status.rawValue), neither failed nor cancelled; nothing was changed"
    case (_, true): return "task \(after.id) is \(after.status.rawValue)"
    case (_, false): return "task \(after.id) is \(after.status.rawValue) already; nothing was changed"
    }
  }
}
