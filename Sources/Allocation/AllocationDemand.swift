/// What a queue's workers are wanted for at a moment.
package struct AllocationDemand: Hashable, Sendable {
  /// Slots that would be busy beyond those that are free on connected workers, and those that are sure to come from
  /// other queues or have not waited there for long.
  package var slots: Int
  /// As ``slots``, without taking off what only waits in other queues: as much is kept waiting here.
  package var slotsKept: Int
  /// Tasks behind that.
  package var tasks: Int
  /// Why tasks that wait cannot be run by workers of this queue, a sentence each.
  package var obstacles: [String]

  package static let none = AllocationDemand(slots: 0, tasks: 0)

  /// - Parameter slotsKept: as many as `slots` where it is nil.
  package init(slots: Int, slotsKept: Int? = nil, tasks: Int, obstacles: [String] = []) {
    self.slots = max(0, slots)
    self.slotsKept = max(0, slotsKept ?? slots)
    self.tasks = tasks
    self.obstacles = obstacles
  }
}
