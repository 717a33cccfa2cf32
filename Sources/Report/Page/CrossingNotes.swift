internal import Analysis
internal import SweepModel

/// How the intervals of crossings were made, in words.
enum CrossingNotes {
  static func methods(_ methods: Set<Crossing.Method>, _ curve: Curve) -> String {
    var parts: [String] = []
    if methods.contains(.replicates) { parts.append("bootstrap of whole replicates") }
    if methods.contains(.points) {
      parts.append("bootstrap of the values at each point, where replicates are incomplete")
    }
    if methods.contains(.band) { parts.append("where the band around the share holds the level") }
    if methods.contains(.refined) {
      parts.append("the two neighbouring points whose means clearly lie on different sides of it")
    }
    return "intervals of its crossings: \(parts.joined(separator: "; "))"
  }
}
