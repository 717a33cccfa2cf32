/// What a program that has ended said.
package struct ProgramAnswer: Sendable {
  package var ending: RunningProcess.Ending
  /// Its stdout.
  package var output: String
  /// Its stderr.
  package var errors: String

  /// What it said on either.
  package var text: String { output + errors }
}
