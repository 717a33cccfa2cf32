package import SweepModel

/// One task of a sweep that is being submitted.
package struct PlannedTaskRow: Sendable, Hashable {
  /// The task's place in the expansion, from 0.
  package var ordinal: Int
  package var replicate: Int
  package var id: TaskID
  /// Its canonical JSON, whose SHA-256 is ``id``.
  package var definition: [UInt8]

  package init(ordinal: Int, replicate: Int, id: TaskID, definition: [UInt8]) {
    self.ordinal = ordinal
    self.replicate = replicate
    self.id = id
    self.definition = definition
  }

  /// Hashes and writes out a definition.
  package init(ordinal: Int, _ definition: TaskDefinition) {
    let content = definition.canonicalJSON
    self.init(
      ordinal: ordinal, replicate: definition.replicate, id: TaskID(Digest(of: content)), definition: content)
  }
}

/// The journal's answer to one ``PlannedTaskRow``.
package struct AppendedTask: Sendable, Hashable {
  package var number: TaskNumber
  /// False where an earlier sweep has the same task; the rest is then what happened to it so far.
  package var isNew: Bool
  package var status: TaskStatus
  package var attempts: Int
  package var breaks: Int
  /// Wall seconds of its result, where it has one.
  package var seconds: Double?
}

/// Whether a sweep is new to the journal.
package enum SubmissionStart: Sendable, Hashable {
  /// Append its tasks, then finish.
  case begun(SweepNumber)
  /// The same resolved spec was submitted before.
  case existing(SweepNumber, SweepState)
}
