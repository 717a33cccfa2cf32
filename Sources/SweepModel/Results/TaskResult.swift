/// What a finished task leaves behind.
public struct TaskResult: Sendable, Hashable {
  /// A file, with its content.
  public struct Artifact: Sendable, Hashable {
    public var name: String
    /// "image/png", "text/csv".
    public var mediaType: String
    public var bytes: [UInt8]

    public init(name: String, mediaType: String, bytes: [UInt8]) {
      self.name = name
      self.mediaType = mediaType
      self.bytes = bytes
    }
  }

  /// Final metrics by name, all finite.
  public var metrics: [String: Double]
  /// At most one of each name.
  public var artifacts: [Artifact]

  public init(metrics: [String: Double], artifacts: [Artifact] = []) {
    self.metrics = metrics
    self.artifacts = artifacts
  }

  /// The name of this very result, whatever machine and attempt it came from.
  public var digest: Digest {
    TaskResultDigest.of(metrics: metrics, artifacts: artifacts.map { ($0.name, Digest(of: $0.bytes)) })
  }
}

/// One digest for a whole result, so that two runs of a task can be compared in one step.
public enum TaskResultDigest {
  /// SHA-256 of the canonical JSON of `{"artifacts": {name: digest in hex}, "metrics": {name: value}}`.
  ///
  /// Metrics are compared bit for bit: the canonical text of two doubles is the same only where they are
  /// equal, zeros of either sign apart (RFC 8785 writes both as 0).
  public static func of(metrics: [String: Double], artifacts: [(name: String, digest: Digest)]) -> Digest {
    let files = Dictionary(
      artifacts.map { ($0.name, ParameterValue.text($0.digest.hex)) }, uniquingKeysWith: { _, last in last })
    var bytes: [UInt8] = Array(#"{"artifacts":"#.utf8)
    CanonicalJSON.append(files, to: &bytes)
    bytes.append(contentsOf: #","metrics":"#.utf8)
    CanonicalJSON.append(metrics.mapValues(ParameterValue.real), to: &bytes)
    bytes.append(UInt8(ascii: "}"))
    return Digest(of: bytes)
  }
}
