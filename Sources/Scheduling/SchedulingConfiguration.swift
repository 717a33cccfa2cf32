/// What the scheduler's decisions depend on besides its events. Times are seconds.
package struct SchedulingConfiguration: Sendable {
  /// Silence after which a worker's leases are taken away.
  package var leaseSeconds = 15.0
  /// How long after a restart the leases of the journal wait for their workers.
  package var graceSeconds = 25.0
  /// How long after a restart nothing is handed out, so that workers can say first what they hold.
  package var startupHoldSeconds = 1.0
  /// Work that a slot should have prefetched, so that a round trip does not leave it idle.
  package var prefetchSeconds = 0.05
  /// Most tasks that one slot may hold.
  package var creditLimit = 512
  /// Most attempts that one worker may hold; a hello has to name them all.
  package var leaseLimit = 32_768
  /// Most values that one attempt may stream.
  package var streamedValuesLimit = 50_000_000
  /// Failures in a row on one worker, of different tasks, before it gets none for a while.
  package var failuresBeforeBackOff = 3
  /// The first back-off of a worker that fails everything; each further one doubles.
  package var backOffSeconds = 5.0
  package var longestBackOffSeconds = 300.0

  package init() {}
}
