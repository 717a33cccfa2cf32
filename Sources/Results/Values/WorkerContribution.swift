/// What one worker did for a sweep.
package struct WorkerContribution: Sendable, Hashable {
  package var id: String
  package var host: String
  package var cpu: String
  package var instructionSet: String
  package var slots: Int
  /// The program's version.
  package var version: String
  /// Results of the sweep that it gave.
  package var tasks: Int
  /// Wall seconds of those attempts together.
  package var seconds: Double
}
