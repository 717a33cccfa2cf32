package import SweepModel

/// One sweep as the scheduler sees it.
package struct SweepEntry: Sendable {
  package enum State: String, Sendable, Codable {
    case active, paused, cancelled
  }

  package let number: SweepNumber
  package var state: State
  /// Higher goes first; equal ones share, see ``FairShares``.
  package var priority: Int
  package var attemptsAllowed: Int
  /// What one task takes.
  package var needs: TaskNeeds
  /// "name/version" that a worker must offer.
  package var experiment: String
  /// The most tasks of one point that a slot runs in one call; their replicates follow each other.
  package var together: Int
  /// Whether an interrupted attempt leaves something to go on from: what the experiment declares, or has shown.
  package var savesCheckpoints: Bool
  package var census = Census()
  /// The task of each ordinal.
  package var tasks: [TaskNumber] = []
  /// Axis count, and the level of every task on each axis, flattened; empty where costs are not modelled.
  package var axisCount = 0
  package var levels: [UInt16] = []
  package var cost = CostModel()

  /// What attempts have shown that were interrupted and left nothing.
  var interruptions = Interruptions()
  /// When a task of it was last handed out while others wait, or when they began to; nil where none waits.
  var waitingSince: Double?
  /// Fewest seconds that any of its pending tasks needs, at the last look; 0 where nothing is known.
  var leastNeeded = TimeNeeded.unknown
  /// Where a search for a short enough task may begin; nil where it has to be at the end of ``queue``.
  var searched: QueueSearch?
  /// Ordinals yet to hand out, the next one last. Entries whose task is no longer pending are skipped.
  var queue: [Int32] = []
  /// Tasks that came back, handed out before the queue.
  var returned: [TaskNumber] = []
  /// Durations known when the queue was last sorted.
  var sortedAt = 0
  /// False between "nothing to hand out" and the next task that becomes pending.
  var mayHavePending = true

  package init(
    number: SweepNumber, state: State = .active, priority: Int = 0, attemptsAllowed: Int = 3,
    needs: TaskNeeds = TaskNeeds(), experiment: String, together: Int = 1, savesCheckpoints: Bool = false
  ) {
    self.number = number
    self.state = state
    self.priority = priority
    self.attemptsAllowed = attemptsAllowed
    self.needs = needs
    self.experiment = experiment
    self.together = max(1, together)
    self.savesCheckpoints = savesCheckpoints
  }

  /// The levels of one task on each axis.
  package func levels(ordinal: Int) -> ArraySlice<UInt16> {
    let start = ordinal * axisCount
    guard axisCount > 0, ordinal >= 0, start + axisCount <= levels.count else { return [] }
    return levels[start..<(start + axisCount)]
  }

  /// Puts the longest expected task at the end of the queue, where it is taken from.
  ///
  /// Repeated each time the number of known durations has doubled, so that sorting costs O(n log n) a
  /// logarithmic number of times.
  mutating func sortIfWorthwhile() {
    guard axisCount > 0, cost.isSpread, cost.count >= max(2, 2 * sortedAt) else { return }
    sortedAt = cost.count
    searched = nil
    let expected = queue.map { ($0, cost.expectedSeconds(levels: levels(ordinal: Int($0))) ?? 0) }
    // Equal costs keep the order of the spec: the queue runs backwards, so the larger ordinal goes first.
    queue = expected.sorted { $0.1 != $1.1 ? $0.1 < $1.1 : $0.0 > $1.0 }.map(\.0)
  }
}
