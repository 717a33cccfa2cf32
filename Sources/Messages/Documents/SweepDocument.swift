package import SweepModel

/// Answer to `sweep`: what it was made of and where it is.
package struct SweepDocument: Document {
  package struct Exclusion: Codable, Sendable {
    package var count: Int
    package var reason: String

    package init(
      count: Int, reason: String
    ) {
      self.count = count
      self.reason = reason
    }
  }

  package struct Worker: Codable, Sendable {
    package var id: String
    package var host: String
    package var cpu: String
    package var instructionSet: String
    package var slots: Int
    package var version: String
    package var tasks: Int
    package var seconds: Double

    package init(
      id: String, host: String, cpu: String, instructionSet: String, slots: Int, version: String, tasks: Int,
      seconds: Double
    ) {
      self.id = id
      self.host = host
      self.cpu = cpu
      self.instructionSet = instructionSet
      self.slots = slots
      self.version = version
      self.tasks = tasks
      self.seconds = seconds
    }
  }

  package var version = 2
  /// As commands print and take it.
  package var id: String
  /// All of the SHA-256 that ``id`` is the beginning of.
  package var digest: String
  package var name: String
  package var experiment: String
  package var experimentVersion: Int
  package var state: String
  package var submittedAt: Double
  package var planned: Int
  package var census: Census
  package var exclusions: [Exclusion]
  /// The spec as canonical JSON, and as it was written.
  package var resolved: String
  package var source: String
  package var file: String?
  /// The commit of the repository that the spec lay in when it was submitted, in hexadecimal; nil where there was none.
  package var commit: String?
  package var workers: [Worker]
  /// Wall seconds of all attempts at its tasks, those without a result too. Times the threads of a task it is what
  /// the sweep took of processors.
  package var attemptSeconds: Double
  /// Unix seconds of the first and the last result that came for this sweep.
  package var firstResultAt: Double?
  package var lastResultAt: Double?
  package var coordinatorVersion: String
  package var coordinatorHost: String

  package init(
    id: String, digest: String, name: String, experiment: String, experimentVersion: Int, state: String,
    submittedAt: Double,
    planned: Int, census: Census, exclusions: [Exclusion], resolved: String, source: String,
    file: String? = nil, commit: String? = nil, workers: [Worker], attemptSeconds: Double,
    firstResultAt: Double? = nil, lastResultAt: Double? = nil, coordinatorVersion: String,
    coordinatorHost: String
  ) {
    self.id = id
    self.digest = digest
    self.name = name
    self.experiment = experiment
    self.experimentVersion = experimentVersion
    self.state = state
    self.submittedAt = submittedAt
    self.planned = planned
    self.census = census
    self.exclusions = exclusions
    self.resolved = resolved
    self.source = source
    self.file = file
    self.commit = commit
    self.workers = workers
    self.attemptSeconds = attemptSeconds
    self.firstResultAt = firstResultAt
    self.lastResultAt = lastResultAt
    self.coordinatorVersion = coordinatorVersion
    self.coordinatorHost = coordinatorHost
  }
}
