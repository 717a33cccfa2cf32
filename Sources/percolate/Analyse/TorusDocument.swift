internal import Messages
internal import Representation

/// What `analyse torus --json` prints.
struct TorusDocument: Document {
  /// One statistic of one family of rings.
  struct RingTest: Codable, Sendable {
    var family: String
    var statistic: String
    var pairs: Int
    var mean: Double?
    var standardDeviation: Double?
    /// Wasserstein distances to the same statistic of ideal tori.
    var distanceToClifford: Double?
    var distanceToSolid: Double?
    /// Of every pair.
    var values: [Double]
  }

  /// Where a label's ring lies.
  struct Plane: Codable, Sendable {
    var label: String
    var isRing: Bool
    /// Components, counted from 1.
    var components: [Int]
    var componentShare: Double
    var labelShare: Double
    var turns: Int
    var roundness: Double
  }

  struct Holes: Codable, Sendable {
    var points: Int
    var isTorus: Bool
    /// "inf" where there is no bar to divide by.
    var gap1: Double
    var gap2: Double
    var secondLoop: Double
    /// Of dimensions 0, 1 and 2: births and deaths, the longest first.
    var bars: [[[Double]]]
  }

  var version = 1
  var file: String
  var grid: [Int]
  var rows: Int
  var columns: Int
  var eigenvalues: [Double]
  var ratios: [Double]
  var topFour: Double
  var totalVariance: Double
  var participationRatio: Double
  var ringTests: [RingTest]
  var planeShare: Double?
  var pointLikeRings: Int
  var planes: [Plane]
  var persistence: Holes?
  /// Why there is no persistence.
  var persistenceAbsent: String?

  init(_ analysis: TorusAnalysis, file: String) {
    self.file = file
    grid = [analysis.grid.x, analysis.grid.y]
    rows = analysis.grid.rows
    columns = analysis.columns
    let components = analysis.components
    eigenvalues = components.eigenvalues
    ratios = components.ratios
    topFour = components.topFour
    totalVariance = components.totalVariance
    participationRatio = components.participationRatio
    ringTests = RingFamily.allCases.flatMap { family in
      RingStatistic.allCases.map { statistic in
        let sample = analysis.rings.sample(family, statistic)
        let summary = analysis.rings.summary(family, statistic)
        return RingTest(
          family: family.rawValue, statistic: statistic.rawValue, pairs: sample.count, mean: summary?.mean,
          standardDeviation: summary?.deviation,
          distanceToClifford: analysis.distance(to: .clifford, family, statistic),
          distanceToSolid: analysis.distance(to: .solid, family, statistic), values: sample)
      }
    }
    planeShare = analysis.rings.planeShare
    pointLikeRings = analysis.rings.pointLikeRings
    planes = analysis.planes.map {
      Plane(
        label: $0.label.rawValue, isRing: $0.isRing, components: $0.pair.map { $0 + 1 },
        componentShare: $0.pairShare, labelShare: $0.labelShare, turns: $0.turns, roundness: $0.roundness)
    }
    switch analysis.topology {
    case .absent(let reason): persistenceAbsent = reason
    case .found(let found):
      persistence = Holes(
        points: found.points, isTorus: found.isTorus, gap1: found.gap1, gap2: found.gap2,
        secondLoop: found.secondLoop, bars: found.bars.map { $0.map { [$0.birth, $0.death] } })
    }
  }
}
