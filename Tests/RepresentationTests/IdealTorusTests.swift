import Testing

@testable import Representation

/// Values of ideal tori that follow by hand or were computed once by another program; 32 x 32 labels.
struct IdealTorusTests {
  /// Made once: both matrices of products have a million numbers.
  private static let shared = Result {
    let grid = try LabelGrid(x: 32, y: 32)
    return try (
      grid: grid, clifford: GramMatrix(IdealTorus.clifford.points(grid)),
      solid: GramMatrix(IdealTorus.solid.points(grid))
    )
  }
  private static let rings = Result {
    let made = try shared.get()
    return try (
      clifford: RingTests(made.clifford, grid: made.grid), solid: RingTests(made.solid, grid: made.grid)
    )
  }
  private let grid: LabelGrid
  private let clifford: GramMatrix
  private let solid: GramMatrix

  init() throws { (grid, clifford, solid) = try IdealTorusTests.shared.get() }

  @Test func `spectra are those of the formulas`() throws {
    let flat = try PrincipalComponents(clifford)
    #expect(flat.eigenvalues.count == 4)
    for value in flat.eigenvalues { #expect(abs(value - 0.500488759) < 1e-9) }
    #expect(abs(flat.participationRatio - 4) < 1e-9)
    #expect(abs(flat.topFour - 1) < 1e-12)
    let round = try PrincipalComponents(solid)
    #expect(round.eigenvalues.count == 3)
    for (value, wanted) in zip(round.eigenvalues, [2.252199413, 2.252199413, 0.500488759]) {
      #expect(abs(value - wanted) < 1e-9)
    }
    #expect(abs(round.participationRatio - 2.409638554) < 1e-9)
  }

  /// Family, statistic, then mean and deviation for the Clifford and the 3-D torus.
  @Test(arguments: [
    (RingFamily.xOnY, RingStatistic.largerCosine, 0.0, 0.0, 1.0, 0.0), (.xOnY, .smallerCosine, 0, 0, 0, 0),
    (.xOnY, .meanSquaredCosine, 0, 0, 0.5, 0), (.xOnY, .residual, 1, 0, 0.5, 0),
    (.xOnY, .residualBack, 1, 0, 0.5, 0), (.xOnX, .largerCosine, 1, 0, 1, 0),
    (.xOnX, .smallerCosine, 1, 0, 0.622785, 0.309854), (.xOnX, .residual, 0, 0, 0.258065, 0.173715),
    (.xOnX, .residualBack, 0, 0, 0.258065, 0.173715), (.yOnY, .largerCosine, 1, 0, 1, 0),
    (.yOnY, .smallerCosine, 1, 0, 1, 0), (.yOnY, .residual, 0, 0, 0, 0),
  ])
  func `ring tests are those of the formulas`(
    family: RingFamily, statistic: RingStatistic, flat: Double, flatDeviation: Double, round: Double,
    roundDeviation: Double
  ) throws {
    let ofFlat = try #require(IdealTorusTests.rings.get().clifford.summary(family, statistic))
    #expect(abs(ofFlat.mean - flat) < 1e-6 && abs(ofFlat.deviation - flatDeviation) < 1e-6)
    let ofRound = try #require(IdealTorusTests.rings.get().solid.summary(family, statistic))
    #expect(abs(ofRound.mean - round) < 1e-6 && abs(ofRound.deviation - roundDeviation) < 1e-6)
  }

  @Test func `distances between the tori are those of the formulas`() throws {
    let (flat, round) = try IdealTorusTests.rings.get()
    let wanted: [(RingFamily, RingStatistic, Double)] = [
      (.xOnY, .largerCosine, 1), (.xOnY, .smallerCosine, 0), (.xOnY, .residual, 0.5),
      (.xOnX, .largerCosine, 0), (.xOnX, .smallerCosine, 0.377215), (.xOnX, .residual, 0.258065),
      (.yOnY, .largerCosine, 0), (.yOnY, .smallerCosine, 0), (.yOnY, .residual, 0),
    ]
    for (family, statistic, distance) in wanted {
      let found = try #require(flat.distance(to: round, family, statistic))
      #expect(abs(found - distance) < 1e-6, "\(family) \(statistic)")
      #expect(try abs(#require(round.distance(to: flat, family, statistic)) - found) < 1e-12)
    }
    #expect(try abs(#require(flat.planeShare) - 1) < 1e-9)
    #expect(try abs(#require(round.planeShareX) - 1) < 1e-9)
    #expect(flat.pointLikeRings == 0)
  }

  @Test func `each label's ring is found, and so is the plane that it lies in`() throws {
    for gram in [clifford, solid] {
      let components = try PrincipalComponents(gram)
      let x = try #require(try LabelPlane(components, grid: grid, label: .x))
      #expect(x.isRing && abs(x.turns) == 1 && abs(x.roundness - 1) < 1e-6)
    }
    let y = try #require(try LabelPlane(try PrincipalComponents(clifford), grid: grid, label: .y))
    #expect(y.isRing && abs(y.labelShare - 1) < 1e-9)
    // Of a 3-D torus the means over x lie on a line, to and fro.
    let flat = try LabelPlane(try PrincipalComponents(solid), grid: grid, label: .y)
    #expect(flat.map { !$0.isRing } ?? true)
  }
}
