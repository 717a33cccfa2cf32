package import SweepModel

/// Answer to `explain`: why a task is where it is, and everything that was tried.
package struct ExplainDocument: Document {
  package struct Attempt: Codable, Sendable {
    package var number: Int
    package var outcome: AttemptOutcome
    /// The worker's id.
    package var worker: String?
    /// The machine that the worker ran on.
    package var host: String?
    package var startedAt: Double
    /// Wall seconds; of an attempt that was lost those that its worker had last told of, 0 where it had told none.
    package var seconds: Double
    package var reason: String?
    package var log: String?

    package init(
      number: Int, outcome: AttemptOutcome, worker: String? = nil, host: String? = nil, startedAt: Double,
      seconds: Double, reason: String? = nil, log: String? = nil
    ) {
      self.number = number
      self.outcome = outcome
      self.worker = worker
      self.host = host
      self.startedAt = startedAt
      self.seconds = seconds
      self.reason = reason
      self.log = log
    }
  }

  package var version = 1
  package var task: TasksDocument.Row
  /// Sweeps that planned it, as "name (id)".
  package var sweeps: [String]
  /// One sentence.
  package var explanation: String
  /// Why refined sweeps planned it, a sentence for each of them; nil where only grids did.
  package var placements: [String]?
  /// Attempts that gave no result, oldest first.
  package var attempts: [Attempt]
  /// The canonical JSON that its id is the SHA-256 of.
  package var definition: String
  /// SHA-256 of its result, where it has one; `replay` compares against it.
  package var result: String?
  package var artifacts: [ArtifactRow]
  /// What the next attempt goes on from; nil where it begins anew.
  package var checkpoint: Checkpoint?

  package struct Checkpoint: Codable, Sendable {
    package var step: Int
    /// Bytes.
    package var size: Int

    package init(step: Int, size: Int) {
      self.step = step
      self.size = size
    }
  }

  package init(
    task: TasksDocument.Row, sweeps: [String], explanation: String, placements: [String]? = nil,
    attempts: [Attempt], definition: String, result: String? = nil, artifacts: [ArtifactRow],
    checkpoint: Checkpoint? = nil
  ) {
    self.task = task
    self.sweeps = sweeps
    self.explanation = explanation
    self.placements = placements
    self.attempts = attempts
    self.definition = definition
    self.result = result
    self.artifacts = artifacts
    self.checkpoint = checkpoint
  }

  package struct ArtifactRow: Codable, Sendable {
    package var name: String
    package var mediaType: String
    package var digest: String
    package var size: Int

    package init(
      name: String, mediaType: String, digest: String, size: Int
    ) {
      self.name = name
      self.mediaType = mediaType
      self.digest = digest
      self.size = size
    }
  }
}
