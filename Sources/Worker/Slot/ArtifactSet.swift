internal import SweepModel

/// The artifacts of one task, one of each name, in the order of their first saving.
struct ArtifactSet {
  private(set) var items: [TaskResult.Artifact] = []
  /// All contents together.
  private(set) var byteCount = 0

  /// Adds one, or replaces the one of that name.
  mutating func insert(_ artifact: TaskResult.Artifact) {
    byteCount += artifact.bytes.count
    if let index = items.firstIndex(where: { $0.name == artifact.name }) {
      byteCount -= items[index].bytes.count
      items[index] = artifact
    } else {
      items.append(artifact)
    }
  }
}
