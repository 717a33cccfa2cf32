import Foundation
import Spec
import SweepModel
import TestSupport
import Testing

@testable import Analysis

/// Boundaries in made-up planes: whether the band holds the true one, and for how many tasks.
@Suite struct BoundaryPlannerTests {
  /// A plane whose metric goes from 0 to 1 along x, around a centre that depends on the row.
  struct Plane {
    var center: (_ y: Double) -> Double
    var width = 0.05
    /// Standard deviation of normal noise; nil for shares.
    var noise: Double?
    var xs = (1...40).map { Double($0) / 40 }
    var rows = 21
    var least = 6
    var most = 96
    var tolerance = 0.04
    /// The mean of each row at each x, in place of a curve.
    var shares: [[Double]]?
    var fails: (_ x: Double, _ y: Double) -> Bool = { _, _ in false }

    func y(_ row: Int) -> Double { Double(row) / Double(rows - 1) }
  }

  /// Plays the coordinator.
  struct Played {
    var results: [RefinementResult] = []
    var tasks = 0
    var points = 0
    var rounds = 0
    var broken: [String] = []

    init(_ plane: Plane, seed: UInt64, level: Double = 0.5) {
      let rule = Refinement(
        metric: "m", level: level, along: "x", across: "y", tolerance: .absolute(plane.tolerance),
        replicates: plane.most)
      let planner = BoundaryPlanner(rule: rule, replicates: plane.least)
      var known: [[Int: RefinementPoint]] = Array(repeating: [:], count: plane.rows)
      while rounds < 500 {
        let plans = planner.plan(
          known.map { .init(xs: plane.xs, points: $0.values.sorted { $0.position < $1.position }) })
        results = plans.map(\.result)
        let additions = plans.map(\.additions)
        for (row, plan) in plans.enumerated() where plan.result.ending != nil && !plan.additions.isEmpty {
          broken.append("row \(row) ends and adds")
        }
        if additions.allSatisfy(\.isEmpty) {
          if results.contains(where: { $0.ending == nil }) { broken.append("a row neither ends nor adds") }
          break
        }
        rounds += 1
        for (row, more) in additions.enumerated() {
          for addition in more {
            guard plane.xs.indices.contains(addition.position), !addition.replicates.isEmpty else {
              broken.append("\(addition)")
              continue
            }
            let x = plane.xs[addition.position]
            var point =
              known[row][addition.position]
              ?? RefinementPoint(position: addition.position, planned: 0, values: [])
            if addition.replicates.lowerBound != point.planned { broken.append("\(addition)") }
            point.planned = addition.replicates.upperBound
            for replicate in addition.replicates where !plane.fails(x, plane.y(row)) {
              point.values.append(
                Played.measure(plane, seed, row: row, position: addition.position, replicate))
            }
            known[row][addition.position] = point
          }
        }
      }
      points = known.reduce(0) { $0 + $1.count }
      tasks = known.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.planned } }
    }

    static func measure(
      _ plane: Plane, _ seed: UInt64, row: Int, position: Int, _ replicate: Int
    ) -> Double {
      var random = SeededGenerator(
        seed: seed &* 1_000_003 &+ UInt64(row) &* 7919 &+ UInt64(position) &* 104_729 &+ UInt64(replicate)
          &* 15_485_863)
      _ = random.next()
      let mean =
        plane.shares?[row][position]
        ?? logistic(plane.xs[position], at: plane.center(plane.y(row)), width: plane.width)
      let (one, two) = (Double.random(in: 0..<1, using: &random), Double.random(in: 0..<1, using: &random))
      guard let noise = plane.noise else { return one < mean ? 1 : 0 }
      return mean + noise * (-2 * log(1 - one)).squareRoot() * cos(2 * .pi * two)
    }
  }

  private static let shapes: [(name: String, center: @Sendable (Double) -> Double)] = [
    ("straight", { 0.25 + 0.5 * $0 }), ("falling", { 0.8 - 0.6 * $0 }),
    ("curved", { 0.2 + 0.6 * $0 * $0 }), ("bent back", { 0.3 + 1.6 * $0 * (1 - $0) }),
    ("upright", { _ in 0.43 }), ("leaving", { 0.6 + 1.2 * ($0 - 0.4) }),
  ]

  @Test(arguments: [0.3, nil])
  func `the 95 percent band holds the true boundary, for a fifth of the grid's tasks`(noise: Double?) {
    var (rows, held, tasks, grid) = (0, 0, 0, 0)
    for (index, shape) in Self.shapes.enumerated() {
      for seed in 0..<12 {
        var plane = Plane(center: shape.center, noise: noise)
        // What a grid needs to tell sides as well: half of the most replicates that a point may have here.
        let perPoint = 24
        plane.width = 0.03
        let played = Played(plane, seed: UInt64(100 * index + seed))
        #expect(played.broken == [], "\(shape.name)")
        tasks += played.tasks
        grid += plane.xs.count * plane.rows * perPoint
        for (row, result) in played.results.enumerated() {
          guard let interval = result.interval else { continue }
          rows += 1
          let truth = plane.center(plane.y(row))
          if interval.contains(truth) || truth < plane.xs[0] && interval.lowerBound == plane.xs[0] {
            held += 1
          }
        }
        // Rows inside the plane have a crossing.
        for (row, result) in played.results.enumerated()
        where plane.center(plane.y(row)) > 0.15 && plane.center(plane.y(row)) < 0.85 {
          #expect(result.interval != nil, "\(shape.name), row \(row), seed \(seed): \(result)")
        }
      }
    }
    #expect(rows > 1000 && 100 * held >= 95 * rows, "\(held) of \(rows) rows")
    #expect(5 * tasks <= grid, "\(tasks) tasks, a grid has \(grid)")
  }

  @Test func `exact values need few points, all of them near the boundary`() {
    var plane = Plane(center: { 0.25 + 0.5 * $0 }, noise: 0)
    plane.least = 1
    plane.most = 1
    plane.tolerance = 0.0125
    let played = Played(plane, seed: 1)
    #expect(played.broken == [])
    #expect(played.results.allSatisfy { $0.verdict == .known })
    #expect(5 * played.points <= plane.xs.count * plane.rows, "\(played.points) points")
  }

  @Test(arguments: [(0.25, 8, 48, 2.0), (0.5, 8, 48, 2.0)])
  func `on the recorded plane of depth and dimension the band holds a crossing, for a fifth of the tasks`(
    level: Double, least: Int, most: Int, tolerance: Double
  ) throws {
    let text = try String(
      contentsOf: Checkout.file("sweeps/results/depth-dimension/curves.csv"), encoding: .utf8)
    // Fractions of 45 seeds by panel, dimension and depth.
    var planes: [String: [Double: [Double]]] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("fraction-with-swing-by,") {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard let row = Double(cells[2]), let value = Double(cells[7]) else { continue }
      planes[String(cells[1]), default: [:]][row, default: []].append(value)
    }
    #expect(planes.count == 4)
    var (rows, held, tasks, grid, told) = (0, 0, 0, 0, 0)
    for (_, plane) in planes.sorted(by: { $0.key < $1.key }) {
      let shares = plane.sorted { $0.key < $1.key }.map(\.value)
      #expect(shares.map(\.count) == Array(repeating: 8, count: 7))
      for seed in 0..<10 {
        let made = Plane(
          center: { _ in 0 }, xs: (1...8).map(Double.init), rows: 7, least: least, most: most,
          tolerance: tolerance, shares: shares)
        let played = Played(made, seed: UInt64(seed), level: level)
        let whole = RefinementPlanner(
          rule: Refinement(
            metric: "m", level: level, along: "x", tolerance: .absolute(tolerance), replicates: 45),
          replicates: 45, xs: made.xs)
        told += (0..<7).count { row in
          let points = (0..<8).map { position in
            RefinementPoint(
              position: position, planned: 45,
              values: (0..<45).map { Played.measure(made, UInt64(seed), row: row, position: position, $0) })
          }
          return whole.plan(points).result.interval != nil
        }
        #expect(played.broken == [])
        tasks += played.tasks
        grid += 7 * 8 * 45
        for (row, result) in played.results.enumerated() {
          guard let interval = result.interval else { continue }
          rows += 1
          let ends = [interval.lowerBound, interval.upperBound].map { shares[row][Int($0) - 1] < level }
          if ends[0] != ends[1] { held += 1 }
        }
      }
    }
    print(
      "level \(level), \(least) to \(most), ±\(tolerance): \(held) of \(rows) rows, \(tasks) of \(grid) tasks"
    )
    #expect(rows > 10 && 100 * held >= 95 * rows, "\(held) of \(rows) rows")
    #expect(5 * tasks <= grid, "\(tasks) tasks, the grids have \(grid)")
    // What all points with 45 replicates each tell.
    print("the grids tell a crossing of \(told) rows")
    #expect(2 * rows >= told)
  }

  @Test func `rows between rows without a crossing are not looked at`() {
    var plane = Plane(center: { $0 < 0.7 ? 5 : 0.5 }, noise: 0)
    plane.least = 1
    plane.most = 1
    let played = Played(plane, seed: 1)
    #expect(played.broken == [])
    #expect(played.results[1].ending == .neighbours && played.results[1].points == 0)
    #expect(played.results[1].verdict == .skipped && played.results[0].verdict == .absent)
    #expect(played.results[20].verdict == .known && played.results[15].verdict == .known)
    #expect([.absent, .skipped].contains(played.results[13].verdict))
    let tally = RefinementTally(played.results.map(\.verdict))
    #expect(tally.count == played.results.count)
    #expect(tally.sentence.contains("not looked at beside those that never cross"))
  }

  @Test func `a boundary that lies along the rows is found between two of them`() {
    var plane = Plane(center: { $0 < 0.52 ? -5 : 5 }, noise: 0)
    plane.least = 1
    plane.most = 1
    let played = Played(plane, seed: 1)
    #expect(played.broken == [])
    for (row, result) in played.results.enumerated() where result.points > 0 {
      #expect(result.outcome == (plane.y(row) < 0.52 ? .above(undecided: 0) : .below(undecided: 0)))
    }
    #expect(played.results[10].points > 0 && played.results[11].points > 0)
  }

  @Test func `points that fail are passed by`() {
    var plane = Plane(center: { 0.25 + 0.5 * $0 }, noise: 0.1)
    plane.fails = { x, y in abs(x - 0.5) < 0.06 && y > 0.3 && y < 0.7 }
    let played = Played(plane, seed: 4)
    #expect(played.broken == [])
    #expect(played.results.count { $0.interval != nil } >= 18)
  }
}
