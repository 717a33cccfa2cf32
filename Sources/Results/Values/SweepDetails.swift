package import Journal
package import Messages
package import SweepModel

/// A sweep without its tasks: what it was made of and where it is.
package struct SweepDetails: Sendable, Hashable {
  package var id: SweepID
  package var name: String
  package var experiment: String
  /// The experiment's version.
  package var version: Int
  package var condition: SweepCondition
  /// Unix seconds.
  package var submittedAt: Double
  package var census: Census
  /// Combinations that the spec leaves out, by reason.
  package var exclusions: [SweepHeader.Exclusion]
  /// The spec as canonical JSON, and the YAML as it was submitted.
  package var resolved: String
  package var source: String
  /// Where the user's file was.
  package var file: String?
  /// The commit of the repository that the spec lay in when it was submitted; nil where there was none.
  package var commit: CommitHash?
  /// Wall seconds of all attempts at its tasks, those without a result too.
  package var attemptSeconds: Double
  /// Unix seconds of the first and the last result that came for this sweep.
  package var firstResultAt: Double?
  package var lastResultAt: Double?
  /// The program that answers, and the machine that the coordinator ran on.
  package var coordinatorVersion: String
  package var coordinatorHost: String
}
