import Foundation
import TestSupport
import Testing

@testable import Representation

@Suite(.enabled(if: RunningProcess.isInstalled("ripser"), "needs Debian's package ripser"))
struct PersistenceTests {
  private func persistence(_ matrix: Matrix, points: Int) throws -> Persistence {
    let ripser = try #require(RipserProgram.find())
    let gram = try GramMatrix(matrix)
    return try ripser.persistence(gram, rows: FarthestPoints.rows(gram, count: points))
  }

  /// Torus, rows taken, then the longest bars of dimensions 1 and 2.
  @Test(arguments: [
    (
      IdealTorus.clifford, 200, [[0.27576, 1.30592], [0.38999, 1.30592], [0.38999, 0.54093]],
      [[0.54093, 1.30592]], 6.07
    ),
    (
      .solid, 200, [[0.27630, 0.83628], [0.27526, 0.78843], [0.27526, 0.45169]],
      [[0.46381, 0.85162], [0.78843, 0.85162]], 2.91
    ),
    (
      .clifford, 300, [[0.19594, 1.25429], [0.27576, 1.25429], [0.27576, 0.38999]], [], 8.57
    ),
    (
      .solid, 300, [[0.21431, 0.80078], [0.23331, 0.78843], [0.23331, 0.41971]], [], 2.98
    ),
  ])
  func `bars of ideal tori are those of another program`(
    torus: IdealTorus, points: Int, loops: [[Double]], voids: [[Double]], gap: Double
  ) throws {
    let found = try persistence(torus.points(try LabelGrid(x: 32, y: 32)), points: points)
    for (dimension, wanted) in [(1, loops), (2, voids)] {
      let bars = found.longest(dimension).prefix(wanted.count).map { [$0.birth, $0.death] }
      #expect(bars.count == wanted.count)
      for (bar, numbers) in zip(bars, wanted) {
        #expect(abs(bar[0] - numbers[0]) < 6e-6 && abs(bar[1] - numbers[1]) < 6e-6, "\(bar) for \(numbers)")
      }
    }
    #expect(abs(found.gap1 - gap) < 0.006, "\(found.gap1)")
    #expect(found.isTorus && found.bars[0].count == points - 1)
  }

  @Test(arguments: GoldenTests.all.filter { $0.bars != nil })
  func `bars of other matrices agree`(golden: GoldenTests.Golden) throws {
    let taken = try #require(golden.taken)
    let found = try persistence(golden.matrix, points: taken.count)
    for dimension in 0..<3 {
      let finite = try #require(golden.bars?["\(dimension)"]).compactMap { ends in
        ends.count == 2 ? ends[0].flatMap { birth in ends[1].map { [birth, $0] } } : nil
      }
      let lengths = finite.map { $0[1] - $0[0] }.sorted(by: >)
      #expect(found.bars[dimension].count == lengths.count)
      for (bar, length) in zip(found.bars[dimension], lengths) { #expect(abs(bar.length - length) < 5e-6) }
    }
  }

  /// Objects that are no torus, with 16 x 16 labels.
  @Test(arguments: ["sheet", "cylinder", "sphere", "cloud", "circle"])
  func `what is no torus is not taken for one`(kind: String) throws {
    var random = SeededGenerator(seed: 7)
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
    var values: [Double] = []
    for i in 0..<16 {
      for j in 0..<16 {
        let (x, y) = (Double(i) / 16, Double(j) / 16)
        let turn = 2 * Double.pi * x
        switch kind {
        case "sheet": values += [x, y, 0.2 * x * y]
        case "cylinder": values += [cos(turn), sin(turn), 4 * y]
        case "sphere":
          let height = 2 * (Double(j) + 0.5) / 16 - 1
          let width = (1 - height * height).squareRoot()
          values += [width * cos(turn), width * sin(turn), height]
        case "circle": values += [cos(turn), sin(turn), 0]
        default: values += [normal(), normal(), normal()]
        }
      }
    }
    let found = try persistence(Matrix(rows: 256, columns: 3, values: values), points: 100)
    #expect(!found.isTorus, "\(found.gap1) \(found.gap2) \(found.secondLoop)")
  }

  @Test func `a whole analysis is the sum of its parts, and the same twice`() throws {
    let golden = try #require(GoldenTests.all.first { $0.name == "a noisy Clifford torus" })
    var options = TorusOptions()
    options.points = 60
    let grid = try LabelGrid(square: 64)
    let gram = try GramMatrix(golden.matrix)
    let found = try TorusAnalysis(gram, grid: grid, options: options)
    #expect(try found == TorusAnalysis(gram, grid: grid, options: options))
    #expect(found.nearest == .clifford)
    #expect(found.planes.count == 2 && found.planes.allSatisfy(\.isRing))
    guard case .found(let persistence) = found.topology else {
      Issue.record("no persistence")
      return
    }
    #expect(persistence.isTorus)
    options.ripser = nil
    #expect(try TorusAnalysis(gram, grid: grid, options: options).topology == .absent(RipserProgram.absence))
  }
}
