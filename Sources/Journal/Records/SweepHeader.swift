package import SweepModel

/// A sweep without its tasks.
package struct SweepHeader: Sendable, Hashable {
  /// Combinations left out for one reason.
  package struct Exclusion: Sendable, Hashable {
    package var reason: String
    package var count: Int

    package init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  package var id: SweepID
  package var name: String
  package var experiment: String
  /// The experiment's version.
  package var version: Int
  /// The resolved spec as canonical JSON, whose SHA-256 is ``id``.
  package var resolved: String
  /// The YAML as it was submitted.
  package var source: String
  /// Where the user's file was, for messages.
  package var file: String?
  /// The commit of the repository that the file lay in; nil where there was none, and in journals of older versions.
  package var commit: CommitHash?
  /// Higher goes first.
  package var priority: Int
  /// Unix seconds.
  package var submittedAt: Double
  /// Combinations that the spec leaves out; equal reasons are added up.
  package var exclusions: [Exclusion]
  /// Tasks and excluded combinations together.
  package var planned: Int

  /// Excluded combinations, whatever the reason.
  package var excluded: Int { exclusions.reduce(0) { $0 &+ $1.count } }

  package init(
    id: SweepID, name: String, experiment: String, version: Int, resolved: String, source: String,
    file: String? = nil, commit: CommitHash? = nil, priority: Int = 0, submittedAt: Double,
    exclusions: [Exclusion] = [], planned: Int
  ) {
    self.id = id
    self.name = name
    self.experiment = experiment
    self.version = version
    self.resolved = resolved
    self.source = source
    self.file = file
    self.commit = commit
    self.priority = priority
    self.submittedAt = submittedAt
    self.exclusions = exclusions
    self.planned = planned
  }
}

/// A sweep as the journal holds it.
package struct StoredSweep: Sendable, Hashable {
  package var number: SweepNumber
  package var state: SweepState
  package var header: SweepHeader

  package init(number: SweepNumber, state: SweepState, header: SweepHeader) {
    self.number = number
    self.state = state
    self.header = header
  }
}
