package import SweepModel

/// What an attempt that finished left behind.
package struct ResultRecord: Sendable, Hashable {
  /// One final metric.
  package struct Metric: Sendable, Hashable {
    package var name: String
    package var value: Double

    package init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  package var task: TaskNumber
  /// The attempt that gave it, from 1.
  package var attempt: Int
  /// The worker's number in the journal.
  package var worker: Int
  /// Wall seconds of the attempt.
  package var seconds: Double
  /// Unix seconds.
  package var finishedAt: Double
  package let metrics: [Metric]
  package let artifacts: [ArtifactRecord]
  /// SHA-256 over the metrics and artifacts, see ``digest(metrics:artifacts:)``.
  package let digest: Digest

  package init(
    task: TaskNumber, attempt: Int, worker: Int, seconds: Double, finishedAt: Double, metrics: [Metric],
    artifacts: [ArtifactRecord] = []
  ) {
    self.task = task
    self.attempt = attempt
    self.worker = worker
    self.seconds = seconds
    self.finishedAt = finishedAt
    self.metrics = metrics
    self.artifacts = artifacts
    digest = Self.digest(metrics: metrics, artifacts: artifacts)
  }

  /// The name of a result: equal numbers and files have equal digests, whatever order they came in.
  ///
  /// Each metric by name as its length and UTF-8, then the eight bytes of the value; each artifact by name
  /// likewise, then its digest. SQLite keeps one zero and one not-a-number, so the digest does too.
  package static func digest(metrics: [Metric], artifacts: [ArtifactRecord]) -> Digest {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 + 48 * metrics.count + 80 * artifacts.count)
    for metric in sorted(metrics, by: \.name) {
      append(metric.name, to: &bytes)
      let value = metric.value == 0 ? 0 : metric.value.isNaN ? .nan : metric.value
      append(value.bitPattern, to: &bytes)
    }
    for artifact in sorted(artifacts, by: \.name) {
      append(artifact.name, to: &bytes)
      bytes.append(contentsOf: artifact.digest.bytes)
    }
    return Digest(of: bytes)
  }

  private static func sorted<Item>(_ items: [Item], by name: (Item) -> String) -> [Item] {
    items.count < 2 ? items : items.sorted { name($0) < name($1) }
  }

  private static func append(_ name: String, to bytes: inout [UInt8]) {
    append(UInt64(name.utf8.count), to: &bytes)
    bytes.append(contentsOf: name.utf8)
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
