import Foundation
import Testing

@testable import Representation

/// What NumPy, SciPy and ripser say of the same matrices, see Scripts/goldens/representation.py.
struct GoldenTests {
  struct Golden: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let rows: Int
    let columns: Int
    let values: [Double]
    let eigenvalues: [Double]
    let total: Double
    let participation: Double
    let scores: [[Double]]
    let grid: [Int]?
    let rings: [String: [String: [Double]]]?
    let planeShare: Double?
    let distance: [String: Double]?
    let taken: [Int]?
    let bars: [String: [[Double?]]]?

    var testDescription: String { name }
    var matrix: Matrix { Matrix(rows: rows, columns: columns, values: values) }
  }

  static let all: [Golden] = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let file = Bundle.module.url(forResource: "Fixtures/representation", withExtension: "json"),
      let data = try? Data(contentsOf: file), let read = try? decoder.decode([Golden].self, from: data)
    else { return [] }
    return read
  }()

  @Test func `there are goldens of all kinds`() {
    #expect(GoldenTests.all.count == 11)
    #expect(GoldenTests.all.filter { $0.rings != nil && $0.bars != nil }.count == 3)
  }

  @Test(arguments: all) func `spectra and places along components agree`(golden: Golden) throws {
    let found = try PrincipalComponents(try GramMatrix(golden.matrix))
    #expect(found.eigenvalues.count == golden.eigenvalues.count)
    let scale = try #require(golden.eigenvalues.first)
    for (value, wanted) in zip(found.eigenvalues, golden.eigenvalues) {
      #expect(abs(value - wanted) <= 1e-12 * scale)
    }
    #expect(abs(found.totalVariance / golden.total - 1) < 1e-12)
    #expect(abs(found.participationRatio / golden.participation - 1) < 1e-12)
    for (index, score) in found.scores.prefix(golden.scores.count).enumerated() {
      for (value, wanted) in zip(score, golden.scores[index]) {
        // A component of little variance is known up to the rounding of the largest.
        let error = 1e-9 * scale / golden.eigenvalues[index].squareRoot() * 10
        #expect(abs(abs(value) - wanted) <= error, "component \(index)")
      }
      #expect(score.count == golden.rows)
    }
  }

  @Test(arguments: all.filter { $0.rings != nil }) func `ring tests and their distances agree`(golden: Golden)
    throws
  {
    let sides = try #require(golden.grid)
    let grid = try LabelGrid(x: sides[0], y: sides[1])
    let found = try RingTests(try GramMatrix(golden.matrix), grid: grid)
    for family in RingFamily.allCases {
      for statistic in RingStatistic.allCases {
        let wanted = try #require(golden.rings?[family.rawValue]?[statistic.rawValue])
        let values = found.sample(family, statistic)
        #expect(values.count == wanted.count)
        let error = zip(values, wanted).reduce(0) { max($0, abs($1.0 - $1.1)) }
        #expect(error < 1e-6, "\(family) \(statistic)")
      }
    }
    #expect(try abs(#require(found.planeShare) - #require(golden.planeShare)) < 1e-9)
    for statistic in RingStatistic.allCases {
      let distance = WassersteinDistance.of(
        found.sample(.xOnY, statistic), found.sample(.xOnX, statistic))
      #expect(try abs(#require(distance) - #require(golden.distance?[statistic.rawValue])) < 1e-6)
    }
  }

  @Test(arguments: all.filter { $0.taken != nil }) func `the same rows are taken`(golden: Golden) throws {
    let wanted = try #require(golden.taken)
    #expect(FarthestPoints.rows(try GramMatrix(golden.matrix), count: wanted.count) == wanted)
  }
}
