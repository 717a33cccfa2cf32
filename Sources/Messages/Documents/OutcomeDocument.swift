/// Answer to a command: what it named, and what became of that.
package struct OutcomeDocument: Document {
  /// One thing that the command named, as it is now.
  package struct Target: Codable, Sendable, Hashable {
    /// "sweep", "task", "worker", "key" or "allocations".
    package var kind: String
    /// As commands print and take it.
    package var id: String
    /// A sweep's or key's name, a worker's host; nil for a task.
    package var name: String?
    /// What it is after the command, in the word that `status`, `tasks` and `workers` have for it; "revoked" for a
    /// key.
    package var state: String
    /// Whether the command changed anything about it.
    package var isChanged: Bool
    /// Tasks of it that were cancelled or will run again.
    package var tasks: Int
    /// One sentence for people, without its full stop.
    package var message: String

    package init(
      kind: String, id: String, name: String? = nil, state: String, isChanged: Bool, tasks: Int,
      message: String
    ) {
      self.kind = kind
      self.id = id
      self.name = name
      self.state = state
      self.isChanged = isChanged
      self.tasks = tasks
      self.message = message
    }
  }

  /// Targets that ``message`` speaks of; of more it says how many there are.
  package static let toldTargets = 20

  package var version = 1
  package var action: String
  /// Tasks that were cancelled or will run again; sweeps that were paused or resumed; workers that were asked to
  /// leave; keys that were revoked.
  package var changed: Int
  /// A sentence for each target, a line each.
  package var message: String
  /// In the order of the command, each once. Sweeps that share tasks with them and changed too stand behind them.
  package var targets: [Target]

  package init(action: String, changed: Int, targets: [Target]) {
    self.action = action
    self.changed = changed
    self.targets = targets
    var lines = targets.prefix(OutcomeDocument.toldTargets).map(\.message)
    if targets.count > lines.count { lines.append("and \(targets.count - lines.count) more") }
    message = lines.joined(separator: "\n")
  }
}
