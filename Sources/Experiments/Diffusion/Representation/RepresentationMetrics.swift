internal import Representation
internal import SweepModel

/// What is measured of a representation, streamed and at the end.
enum RepresentationMetrics {
  /// Which distances to ideal tori there are: both tests, by orthogonality and by parallelism.
  private static let distances: [(RingFamily, RingStatistic, IdealTorus)] =
    [RingFamily.xOnY, .xOnX].flatMap { family in
      [RingStatistic.residual, .meanSquaredCosine].flatMap { statistic in
        IdealTorus.allCases.map { (family, statistic, $0) }
      }
    }

  private static func name(_ family: RingFamily, _ statistic: RingStatistic, _ torus: IdealTorus) -> String {
    "w1-\(family.rawValue)-\(statistic.rawValue)-\(torus.rawValue)"
  }

  /// How many components have a metric.
  private static let components = PrincipalComponents.most

  static let definitions: [ExperimentSchema.Metric] =
    [
      .init(
        "participation-ratio", label: "participation ratio", streamed: true, range: 1...Double.infinity,
        "of the representation: how many dimensions of equal variance would be as many"),
      .init(
        "top4-variance", label: "variance of four components", streamed: true, range: 0...1,
        "share of the representation's variance in its first four principal components"),
      .init(
        "rings", label: "labels that go around", streamed: true, range: 0...2,
        "of x and y, those whose means go once around within the first six components"),
    ]
    + (1...components).map {
      .init(
        "variance-\($0)", label: "PC \($0)", streamed: true, range: 0...1,
        "share of the representation's variance in principal component \($0)")
    }
    + RingFamily.allCases.map {
      .init(
        "\($0.rawValue)-residual", label: "residual \($0.rawValue)", streamed: true, range: 0...1,
        "what lies outside of the other ring's plane, mean over pairs of rings: \(meaning($0))")
    }
    + distances.map {
      .init(
        name($0, $1, $2), label: "W1 to \(printed($2)), \($0.rawValue) \($1.rawValue)", streamed: true,
        range: 0...1,
        "Wasserstein distance of \($0.rawValue) values of \($1.rawValue) to those of an ideal \(printed($2)) torus"
      )
    } + [
      .init(
        "gap1", label: "gap of loops", streamed: true, range: 0...Double.infinity,
        "second longest bar of H1 over the third; none where there is no third"),
      .init(
        "gap2", label: "gap of voids", streamed: true, range: 0...Double.infinity,
        "longest bar of H2 over the second; none where there is no second"),
      .init(
        "is-torus", label: "holes of a torus", streamed: true, range: 0...1,
        "1 where the holes are a torus's, with Betti numbers (1, 2, 1), 0 where they are not"),
    ]
    + [
      .init(
        "image-participation-ratio", label: "participation ratio, images", streamed: true,
        range: 1...Double.infinity, "the same of the data set's images for these labels, before any training"),
      .init(
        "image-x-on-y-residual", label: "residual x-on-y of the images", streamed: true, range: 0...1,
        "the same of the images"),
      .init(
        "image-x-on-x-residual", label: "residual x-on-x of the images", streamed: true, range: 0...1,
        "the same of the images"),
    ]

  private static func meaning(_ family: RingFamily) -> String {
    switch family {
    case .xOnY: "1 where x and y are orthogonal"
    case .xOnX: "0 where rings of all x lie in one plane"
    case .yOnY: "0 where rings of all y lie in one plane"
    }
  }

  private static func printed(_ torus: IdealTorus) -> String {
    switch torus {
    case .clifford: "Clifford"
    case .solid: "3-D"
    }
  }

  /// Of a representation; what it does not have is left out.
  static func values(_ analysis: TorusAnalysis) -> [String: Double] {
    var metrics = [
      "participation-ratio": analysis.components.participationRatio,
      "top4-variance": min(1, analysis.components.topFour),
      "rings": Double(analysis.planes.count(where: \.isRing)),
    ]
    for (index, share) in analysis.components.ratios.prefix(components).enumerated() {
      metrics["variance-\(index + 1)"] = min(1, share)
    }
    for family in RingFamily.allCases {
      metrics["\(family.rawValue)-residual"] = analysis.rings.summary(family, .residual)?.mean
    }
    for (family, statistic, torus) in distances {
      metrics[name(family, statistic, torus)] = analysis.distance(to: torus, family, statistic)
    }
    if case .found(let holes) = analysis.topology {
      if holes.gap1.isFinite { metrics["gap1"] = holes.gap1 }
      if holes.gap2.isFinite { metrics["gap2"] = holes.gap2 }
      metrics["is-torus"] = holes.isTorus ? 1 : 0
    }
    return metrics
  }

  /// Of the images that the labels stand for.
  static func values(ofImages gram: GramMatrix, grid: Representation.LabelGrid) throws(RepresentationError)
    -> [String: Double]
  {
    var metrics = ["image-participation-ratio": gram.participationRatio]
    let rings = try RingTests(gram, grid: grid)
    metrics["image-x-on-y-residual"] = rings.summary(.xOnY, .residual)?.mean
    metrics["image-x-on-x-residual"] = rings.summary(.xOnX, .residual)?.mean
    return metrics
  }
}
