/// What one task may take before it is stopped.
package struct Limits: Sendable, Hashable {
  /// Seconds of wall time per attempt; nil for no limit, which is the default.
  package var time: Double?
  /// Seconds without a reported step before the attempt counts as stalled; nil for no limit, which is the
  /// default: an experiment that never reports a step would otherwise be killed for working.
  package var stall: Double?
  /// How often a task may break, by its own fault, before it is failed: 3 unless the spec says otherwise. What its
  /// experiment gives up is not tried again at all.
  package var attempts: Int

  package init(time: Double? = nil, stall: Double? = nil, attempts: Int = 3) {
    self.time = time
    self.stall = stall
    self.attempts = attempts
  }
}
