/// What the users want of a sweep.
package enum SweepState: String, Sendable, Hashable, CaseIterable, Codable {
  /// Its tasks are still being written; a coordinator that finds one at its start deletes it.
  case submitting
  case active, paused, cancelled
}
