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

  /// Bytes of all artifacts of one task: what fits into one message with room for names and metrics.
  public static let artifactLimit = 56 << 20

  /// Final metrics by name, all finite.
  public var metrics: [String: Double]
  /// At most one of each name.
  public var artifacts: [Artifact]

  public init(metrics: [String: Double], artifacts: [Artifact] = []) {
    self.metrics = metrics
    self.artifacts = artifacts
  }
}
