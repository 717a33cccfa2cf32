/// Answer to `submit`.
package struct SubmitDocument: Document {
  package var version = 1
  package var sweep: String
  package var name: String
  /// Tasks and excluded combinations together.
  package var planned: Int
  package var excluded: Int
  /// Tasks that had a result already, from this sweep or another one.
  package var done: Int
  /// True where this very sweep was there before.
  package var isKnown: Bool
  /// A ``SweepCondition``.
  package var state: String
  package var priority: Int
  /// What became of a sweep that was there before, a sentence each, without full stops.
  package var notes: [String]

  package init(
    sweep: String, name: String, planned: Int, excluded: Int, done: Int, isKnown: Bool, state: String,
    priority: Int, notes: [String]
  ) {
    self.sweep = sweep
    self.name = name
    self.planned = planned
    self.excluded = excluded
    self.done = done
    self.isKnown = isKnown
    self.state = state
    self.priority = priority
    self.notes = notes
  }
}
