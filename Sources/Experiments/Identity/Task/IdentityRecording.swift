/// What a task streams at its measurements.
enum IdentityRecording: String, Sendable, CaseIterable {
  case losses, outputs, jacobian, corners, theory

  /// What records a streamed metric; nil for none.
  init?(of metric: String) {
    let beginnings: [(String, IdentityRecording)] = [
      ("theory-", .theory), ("output-", .outputs), ("jacobian-", .jacobian), ("corner-", .corners),
    ]
    if ["train-loss", "test-loss"].contains(metric) {
      self = .losses
    } else if let found = beginnings.first(where: { metric.hasPrefix($0.0) }) {
      self = found.1
    } else {
      return nil
    }
  }

  /// The metrics that a task streams for it.
  func metrics(concepts: Int, dimension: Int) -> [String] {
    switch self {
    case .losses: ["train-loss", "test-loss"]
    case .theory: ["theory-train-loss", "theory-test-loss"]
    case .outputs: (1...max(concepts, 1)).map { "output-\($0)" }
    case .corners:
      (0..<(1 << min(concepts, IdentityMetrics.mostCornerConcepts))).map {
        "corner-" + CornerHierarchy.name($0, concepts: concepts)
      }
    case .jacobian:
      ["jacobian-minor", "jacobian-irrelevant"]
        + (1...min(max(dimension, 1), IdentityMetrics.mostCornerConcepts)).flatMap { row in
          (1...min(max(dimension, 1), IdentityMetrics.mostCornerConcepts)).map { "jacobian-\(row)-\($0)" }
        }
    }
  }
}
