internal import Messages
internal import SweepModel

/// A sweep as a command finds it, or leaves it.
struct SweepView: Equatable, Sendable {
  var id: SweepID
  var name: String
  var condition: SweepCondition
  var census: Census
  var priority = 0
  /// Whether it is refined and may get more points.
  var mayGrow = false

  /// As commands print it.
  var label: String { "sweep \(name) (\(id))" }

  /// Tasks that have not ended.
  var unfinished: Int { census.pending + census.running }
}

/// A task as a command finds it, or leaves it.
struct TaskView: Equatable, Sendable {
  var id: TaskID
  var status: TaskStatus
  /// Whether every sweep that plans it is paused, so that it is not handed out.
  var isHeldBack = false
}
