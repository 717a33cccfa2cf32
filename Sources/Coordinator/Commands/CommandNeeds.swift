internal import Journal
internal import SweepModel

/// What a command needs of the disk before it can be carried out.
enum CommandNeeds: Equatable, Sendable {
  case nothing
  /// Whether words that mean no sweep are ids of tasks.
  case tasks([String])
  /// A key pair and its access file.
  case key(KeyRequest)
  /// To remove what nothing needs any more.
  case pruning(Pruning)
}

/// What the disk had to say to ``CommandNeeds``.
enum CommandFindings: Sendable {
  case nothing
  /// The tasks that each word means: none, one, or two of several.
  case tasks([String: [TaskNumber]])
  case key(AccessKey)
  case pruned(Pruned)

  /// The tasks that a word means; none where it was not asked for.
  func tasks(matching word: String) -> [TaskNumber] {
    if case .tasks(let known) = self { known[word] ?? [] } else { [] }
  }
}
