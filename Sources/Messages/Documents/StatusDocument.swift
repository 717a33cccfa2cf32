package import SweepModel

/// Answer to `status`: sweeps with their census, workers, and how the coordinator itself is.
package struct StatusDocument: Document {
  package struct SweepStatus: Codable, Sendable {
    package var id: String
    package var name: String
    package var experiment: String
    /// A ``SweepCondition``.
    package var state: String
    package var priority: Int
    package var planned: Int
    package var census: Census
    /// Tasks finished per second lately; nil before enough have.
    package var rate: Double?
    /// Seconds to the end at that rate, and its 95 % interval.
    package var eta: Double?
    package var etaLow: Double?
    package var etaHigh: Double?
    /// Unix seconds.
    package var submittedAt: Double
    /// The commit of the repository that the spec lay in then, in hexadecimal; nil where there was none.
    package var commit: String?
    /// Nil for a grid.
    package var refinement: RefinementStatus?
    /// Why no worker that is connected can run any of its pending tasks; nil where one can.
    package var waitsBecause: String?

    package init(
      id: String, name: String, experiment: String, state: String, priority: Int, planned: Int,
      census: Census, rate: Double? = nil, eta: Double? = nil, etaLow: Double? = nil, etaHigh: Double? = nil,
      submittedAt: Double, commit: String? = nil, refinement: RefinementStatus? = nil,
      waitsBecause: String? = nil
    ) {
      self.id = id
      self.name = name
      self.experiment = experiment
      self.state = state
      self.priority = priority
      self.planned = planned
      self.census = census
      self.rate = rate
      self.eta = eta
      self.etaLow = etaLow
      self.etaHigh = etaHigh
      self.submittedAt = submittedAt
      self.commit = commit
      self.refinement = refinement
      self.waitsBecause = waitsBecause
    }

    /// Nothing is left to run, and nothing will be added.
    package var isFinished: Bool { SweepCondition.isFinished(census, refinement) }

    /// All that was planned is done, and nobody cancelled the sweep: exit code 0.
    package var hasSucceeded: Bool {
      isFinished && state != SweepCondition.cancelled.rawValue && census.failed == 0 && census.cancelled == 0
    }
  }

  /// How far the disk is behind what workers have reported.
  package struct Unwritten: Codable, Sendable, Hashable {
    package var results: Int
    /// Roughly, with their artifacts and streamed metrics.
    package var bytes: Int
    /// Age of the oldest report.
    package var seconds: Double

    package init(
      results: Int, bytes: Int, seconds: Double
    ) {
      self.results = results
      self.bytes = bytes
      self.seconds = seconds
    }
  }

  package var version = 1
  package var sweeps: [SweepStatus]
  package var workers: Int
  package var slots: Int
  /// Changes whenever anything in this document may have.
  package var stateVersion: UInt64
  /// What is wrong with the journal at the moment; nil when all is well.
  package var trouble: String?
  /// What workers have reported and is not on disk yet, so that no count above has it; nil where nobody writes.
  package var unwritten: Unwritten?
  /// True where no coordinator is running and this is what the journal says; nil from a coordinator.
  package var isAtRest: Bool?
  /// What comes from batch systems, a sentence for each queue, without its full stop; nil where there is none.
  package var allocations: [String]?
  /// Results dropped because their task had one already.
  package var duplicateResults: Int
  /// Results accepted after their lease had been taken away.
  package var lateResults: Int

  package init(
    sweeps: [SweepStatus], workers: Int, slots: Int, stateVersion: UInt64, trouble: String? = nil,
    unwritten: Unwritten? = nil, isAtRest: Bool? = nil, allocations: [String]? = nil, duplicateResults: Int,
    lateResults: Int
  ) {
    self.sweeps = sweeps
    self.workers = workers
    self.slots = slots
    self.stateVersion = stateVersion
    self.trouble = trouble
    self.unwritten = unwritten
    self.isAtRest = isAtRest
    self.allocations = allocations
    self.duplicateResults = duplicateResults
    self.lateResults = lateResults
  }
}
