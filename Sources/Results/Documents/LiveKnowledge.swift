package import SweepModel

/// What a coordinator that runs knows beyond its journal.
package struct LiveKnowledge: Sendable {
  /// Tasks that changed since the version of the state that was asked about.
  package struct Changes: Sendable {
    /// The state's version now.
    var version: UInt64
    /// Numbers of those tasks by rising number; nil where too much has changed since. Worked out by who reads them.
    var tasks: (@Sendable () -> [ClosedRange<Int>])?

    package init(version: UInt64, tasks: (@Sendable () -> [ClosedRange<Int>])?) {
      self.version = version
      self.tasks = tasks
    }
  }

  /// Why a task is where it is; nil of a task that it knows nothing of.
  var explanation: (@Sendable (TaskNumber) -> String?)?
  var changes: Changes?

  package init(explanation: (@Sendable (TaskNumber) -> String?)? = nil, changes: Changes? = nil) {
    self.explanation = explanation
    self.changes = changes
  }
}
