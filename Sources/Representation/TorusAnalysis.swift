/// Everything about how much a representation of a grid of labels is a torus, and which.
///
///     let analysis = try TorusAnalysis(GramMatrix(rows: 1024, columns: 16_384, floats: activations), grid: grid)
///     metrics["participation-ratio"] = analysis.components.participationRatio
///
/// It follows from the matrix alone, bit for bit on every x86-64 processor, but for distances to ideal tori, whose sines are
/// the C library's, and for persistence, which is another program's.
package struct TorusAnalysis: Equatable, Sendable {
  /// What became of persistence.
  package enum Topology: Equatable, Sendable {
    case found(Persistence)
    /// It was not computed: why, as a sentence.
    case absent(String)
  }

  package let grid: LabelGrid
  /// How many columns the matrix had.
  package let columns: Int
  package let components: PrincipalComponents
  package let rings: RingTests
  /// The same ring tests of ideal tori with the same labels.
  package let ideal: [IdealTorus: RingTests]
  /// Where the rings of x and of y lie among the components; a label without a plane is left out.
  package let planes: [LabelPlane]
  package let topology: Topology

  /// - Throws: ``RepresentationError`` where the matrix has not the grid's rows, and where ripser fails although it is there.
  package init(
    _ gram: GramMatrix, grid: LabelGrid, options: TorusOptions = TorusOptions()
  ) throws(RepresentationError) {
    self.grid = grid
    columns = gram.columns
    rings = try RingTests(gram, grid: grid)
    let components = try PrincipalComponents(gram)
    self.components = components
    var ideal: [IdealTorus: RingTests] = [:]
    for torus in IdealTorus.allCases {
      ideal[torus] = try RingTests(GramMatrix(torus.points(grid)), grid: grid)
    }
    self.ideal = ideal
    planes = try [
      LabelPlane(components, grid: grid, label: .x), LabelPlane(components, grid: grid, label: .y),
    ]
    .compactMap { $0 }
    guard let ripser = options.ripser else {
      topology = .absent(options.absence)
      return
    }
    topology = .found(
      try ripser.persistence(gram, rows: FarthestPoints.rows(gram, count: options.points)))
  }

  /// How far a statistic of the ring tests is from an ideal torus's; nil where the representation has no pairs of rings.
  package func distance(to torus: IdealTorus, _ family: RingFamily, _ statistic: RingStatistic) -> Double? {
    ideal[torus].flatMap { rings.distance(to: $0, family, statistic) }
  }

  /// Of the ideal tori the one whose x-on-y residuals are nearer; nil without pairs of rings.
  package var nearest: IdealTorus? {
    IdealTorus.allCases.compactMap { torus in distance(to: torus, .xOnY, .residual).map { (torus, $0) } }
      .min { $0.1 < $1.1 }?.0
  }
}
