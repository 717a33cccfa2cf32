package import Training

/// The Structured Identity Mapping task (Yang et al. 2025, "Swing-by Dynamics", section 2): cluster p is
/// N(mu_p e_p, diag(sigma_1^2 .. sigma_s^2, 0 ..)), and the target is the input itself.
///
/// Letters: s concepts, d ambient dimension (s <= d), p and k a concept, a_p its second moment.
package struct ConceptPopulation: Hashable, Sendable {
  /// Distance of every cluster's centre from the origin, its concept's signal.
  package let mu: [Double]
  /// Standard deviation along every concept, the same in all clusters.
  package let deviation: [Double]
  /// Whether a cluster at the origin joins those of the concepts.
  package let hasOrigin: Bool

  /// - Precondition: as many deviations as signals, at least one.
  package init(mu: [Double], deviation: [Double], hasOrigin: Bool = false) {
    precondition(!mu.isEmpty && mu.count == deviation.count, "a signal and a deviation for every concept")
    self.mu = mu
    self.deviation = deviation
    self.hasOrigin = hasOrigin
  }

  package var concepts: Int { mu.count }
  /// Clusters of equal size.
  package var clusters: Int { concepts + (hasOrigin ? 1 : 0) }

  /// a_p = E[x_p^2] = sigma_p^2 + mu_p^2 / clusters (Eq. 4.1); everything about a concept's speed.
  package var rates: [Double] {
    zip(mu, deviation).map { $1 * $1 + $0 * $0 / Double(clusters) }
  }

  /// E[x_p] = mu_p / clusters.
  package var mean: [Double] { mu.map { $0 / Double(clusters) } }

  /// The centres of the clusters in concept coordinates [clusters][s].
  package var centroids: [[Double]] {
    var result = mu.indices.map { p in mu.indices.map { $0 == p ? mu[p] : 0 } }
    if hasOrigin { result.append([Double](repeating: 0, count: concepts)) }
    return result
  }

  /// The corner with the coordinates mu_p where bit p is set. All bits make the test point, whose
  /// combination of concepts no cluster has.
  package func corner(_ bits: Int) -> [Double] {
    mu.indices.map { bits >> $0 & 1 == 1 ? mu[$0] : 0 }
  }

  package var testPoint: [Double] { mu }

  /// The moments that training on the whole population sees.
  package func moments(in space: ConceptSpace) -> SecondMoments {
    space.moments(DoubleMatrix(diagonal: rates), mean: mean)
  }
}
