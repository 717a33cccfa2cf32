internal import Analysis
package import Representation

/// Numbers and findings of a torus analysis in words, the same on pages and terminals.
package enum TorusText {
  package static func number(_ value: Double) -> String { NumberText.short(value, digits: 4) }
  package static func percent(_ share: Double) -> String { NumberText.percent(share, digits: 3) + " %" }

  /// Where the ring of each label was found, or that it was not.
  package static func planes(_ analysis: TorusAnalysis) -> [String] {
    [LabelPlane.Label.x, .y].map { label in
      if let found = analysis.planes.first(where: { $0.label == label }) { return plane(found) }
      return
        "\(label.rawValue): the means over the other label lie on a line, so that no ring was found among the "
        + "first components"
    }
  }

  private static func plane(_ plane: LabelPlane) -> String {
    let label = plane.label.rawValue
    let names = plane.pair.map { "PC \($0 + 1)" }.joined(separator: " and ")
    guard plane.isRing else {
      return
        "\(label): the means over the other label do not go around once (turns \(plane.turns), roundness "
        + "\(number(plane.roundness))), so that no ring was found among the first components"
    }
    let found =
      plane.isInPair
      ? "a ring in \(names), which hold \(percent(plane.pairShare)) of its plane"
      : "a ring, but across several components (\(names) hold \(percent(plane.pairShare)) of its plane)"
    return
      "\(label): \(found); roundness \(number(plane.roundness)), \(percent(plane.labelShare)) of the variance in "
      + "the plane is this label's"
  }

  /// What persistence says.
  package static func topology(_ topology: TorusAnalysis.Topology) -> String {
    switch topology {
    case .absent(let reason): reason
    case .found(let found):
      "persistence of \(found.points) rows: \(found.isTorus ? "Betti numbers of a torus (1, 2, 1)" : "not the Betti numbers of a torus"); gap1 "
        + "\(number(found.gap1)) and gap2 \(number(found.gap2)) (at least \(number(Persistence.leastGap))), second "
        + "loop over first \(number(found.secondLoop)) (at least \(number(Persistence.leastSecondLoop)))"
    }
  }

  /// What every reader has to know.
  package static let caution =
    "Compare these numbers with a null: the raw images or an untrained network with the same labels. Images of something "
    + "that moves around on a torus are a torus before anything is learned."
}
