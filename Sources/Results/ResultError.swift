package import SweepModel

/// Results that cannot be what was recorded.
package enum ResultError: Error, Hashable, CustomStringConvertible {
  /// A stored file whose bytes are not those that its name says.
  case damagedArtifact(Digest, found: String)
  /// An answer that names no SHA-256 where it must.
  case noDigest(found: String)
  /// An answer with a word for a sweep's state that this program does not know.
  case unknownState(String)
  /// A page whose next one begins no later than itself.
  case stuckPage(at: Int)
  /// Rows that name what the same answer lacks, or hold what no task has.
  case malformedRows(String)
  /// The spec that was stored with a sweep.
  case unreadableSpec(sweep: String, reason: String)

  package var description: String {
    switch self {
    case .damagedArtifact(let digest, let found):
      "the artifact \(digest.hex.prefix(12)) is damaged: \(found); restore the data directory's artifacts "
        + "from a backup"
    case .noDigest(let found):
      "the answer names `\(found.prefix(80))` where 64 hexadecimal digits were expected; is the coordinator of the "
        + "same version as this program?"
    case .unknownState(let word):
      "the answer says that the sweep is `\(word.prefix(80))`, which this program does not know; is the coordinator of "
        + "the same version?"
    case .stuckPage(let place):
      "the answer's page at \(place) leads to no later one; is the coordinator of the same version as this program?"
    case .malformedRows(let problem):
      "the answer's rows cannot be read: \(problem); is the coordinator of the same version as this program?"
    case .unreadableSpec(let sweep, let reason): "the spec of sweep \(sweep) cannot be read: \(reason)"
    }
  }
}
