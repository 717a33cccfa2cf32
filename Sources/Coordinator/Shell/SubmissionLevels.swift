internal import Spec
internal import SweepModel

/// The index of every task's value on each axis, from which the scheduler learns what makes tasks long.
struct SubmissionLevels: Sendable {
  var levels: [UInt16] = []
  var axisCount = 0
  private var names: [String: Int] = [:]
  private var values: [[ParameterValue: UInt16]] = []

  init() {}

  /// Levels of a whole sweep; empty above `limit` tasks, where an order by cost is not worth its time, and for a
  /// refined sweep, whose rounds are short.
  init(of sweep: Sweep, limit: Int) {
    guard sweep.taskCount <= limit, !sweep.grows else { return }
    start(sweep)
    sweep.forEachTask { add($0) }
  }

  /// Prepares for the tasks of a sweep. Axes that only some points have are left out.
  mutating func start(_ sweep: Sweep) {
    for axis in sweep.axes where axis.values.count > 1 && axis.values.count < Int(UInt16.max) {
      names[axis.name] = values.count
      values.append(
        Dictionary(
          axis.values.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first }))
    }
    axisCount = values.count
    levels.reserveCapacity(axisCount * sweep.taskCount)
  }

  /// Adds the next task.
  mutating func add(_ task: PlannedTask) {
    guard axisCount > 0 else { return }
    let start = levels.count
    levels.append(contentsOf: repeatElement(0, count: axisCount))
    for coordinate in task.coordinates {
      guard let axis = names[coordinate.axis] else { continue }
      levels[start + axis] = values[axis][coordinate.value] ?? 0
    }
  }
}
