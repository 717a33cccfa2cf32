import SweepModel
import Testing

@testable import Datasets

extension LabelGrid {
  /// Labels of this grid in a group.
  fileprivate func count(in group: LabelGroup) -> Int { labels.count { group.contains($0.region) } }
}

struct AccuracyTests {
  private let cross = LabelGrid(imageSize: 32, holdOut: .cross(width: 6))

  /// Draws what `answer` makes of each label and tallies it.
  private func tally(
    _ grid: LabelGrid, _ kind: DatasetKind = .bump, answer: (EvaluationLabel) -> (x: Double, y: Double)
  ) -> AccuracyTally {
    let finder = PositionFinder(specification(kind))
    var tally = AccuracyTally(grid, finder: finder)
    for label in grid.labels {
      let (x, y) = answer(label)
      let image = finder.renderer.image(kind.form, x: x, y: y)
      tally.add(image.span, for: label)
    }
    return tally
  }

  @Test func `perfect images have accuracy 1 in every group`() {
    let metrics = tally(cross, .sos) { ($0.x, $0.y) }.metrics
    #expect(metrics.count == 18)
    #expect(metrics.values.allSatisfy { $0 == 1 })
    #expect(metrics["accuracy-x-vertical"] == 1)
    #expect(metrics["accuracy-y-out-of-distribution"] == 1)
  }

  @Test func `a model that composes but does not interpolate keeps the coordinate it has seen`() {
    // Coordinates of the band are drawn at its edge, as a model may that never saw them.
    func seen(_ value: Double) -> Double { (13...19).contains(value) ? 12 : value }
    let metrics = tally(cross) { (seen($0.x), seen($0.y)) }.metrics
    #expect(metrics["accuracy"] == 625.0 / 1024)
    #expect(metrics["accuracy-in-distribution"] == 1)
    #expect(metrics["accuracy-out-of-distribution"] == 0)
    #expect(metrics["accuracy-x-vertical"] == 0)
    #expect(metrics["accuracy-y-vertical"] == 1)
    #expect(metrics["accuracy-x-horizontal"] == 1)
    #expect(metrics["accuracy-y-horizontal"] == 0)
    #expect(metrics["accuracy-x-intersection"] == 0)
    #expect(metrics["accuracy-x"] == 800.0 / 1024)
    #expect(metrics["accuracy-y-out-of-distribution"] == 175.0 / 399)
  }

  @Test func `a square is out of distribution and no band`() {
    let grid = LabelGrid(imageSize: 32, holdOut: .square(width: 6, place: .centre))
    let metrics = tally(grid) { ($0.x, $0.y) }.metrics
    #expect(grid.population == [.inDistribution: 988, .square: 36])
    #expect(metrics["accuracy-out-of-distribution"] == 1)
    #expect(metrics["accuracy-vertical"] == nil)
    #expect(metrics["accuracy-intersection"] == nil)
  }

  @Test func `noise is right by chance: 1 in 32 for a coordinate, 1 in 1 024 for both`() throws {
    let grid = LabelGrid(imageSize: 32, holdOut: .nothing)
    var rule = PositionRule(for: .bump)
    rule.fallback = .never
    var tally = AccuracyTally(grid, finder: PositionFinder(specification(.bump), rule: rule))
    var draws = stream("noise")
    for label in grid.labels {
      let noise = (0..<1024).map { _ in Float(draws.uniform() * 2 - 1) }
      tally.add(noise.span, for: label)
    }
    for coordinate in [AccuracyTally.Coordinate.x, .y] {
      let estimate = try #require(tally.accuracy(coordinate))
      // 32 of 1 024 labels, give or take two standard errors; the seed is fixed.
      let error: Double = (1024.0 * 31 / 32 / 32).squareRoot()
      let difference: Double = estimate.value * 1024 - 32
      #expect(abs(difference) < 2 * error)
    }
    // One label; with the same allowance, none to three.
    let both = try #require(tally.accuracy(.both))
    #expect(both.value * 1024 < 4)
  }

  @Test
  func
    `by the default rule noise nearly always shows many patterns, whose centroid is the middle: 4 labels of 1 024`()
  {
    let grid = LabelGrid(imageSize: 32, holdOut: .nothing)
    var tally = AccuracyTally(grid, finder: PositionFinder(specification(.bump)))
    var draws = stream("noise")
    for label in grid.labels {
      let noise = (0..<1024).map { _ in Float(draws.uniform() * 2 - 1) }
      tally.add(noise.span, for: label)
    }
    #expect(tally.centroidFraction > 0.98)
    #expect((tally.accuracy(.both)?.value ?? 1) <= 4.0 / 1024)
  }

  @Test func `images that are not finite are wrong and counted`() {
    let finder = PositionFinder(specification(.bump))
    var tally = AccuracyTally(cross, finder: finder)
    #expect(tally.accuracy(.both) == nil)
    #expect(tally.metrics.isEmpty)
    let image = [Float](repeating: .nan, count: 1024)
    let found = tally.add(image.span, for: cross.labels[0])
    #expect(found == nil)
    #expect(tally.unreadable == 1)
    #expect(tally.accuracy(.both)?.value == 0)
    #expect(tally.accuracy(.both)?.images == 1)
  }

  @Test func `fewer labels are drawn within every region and weighted back`() throws {
    let grid = cross.stratified(count: 128, stream: stream("labels"))
    #expect(grid.labels.count == 128)
    #expect(Set(grid.labels).count == 128)
    #expect(Set(grid.labels).isSubset(of: Set(cross.labels)))
    #expect(grid == cross.stratified(count: 128, stream: stream("labels")))
    #expect(grid != cross.stratified(count: 128, stream: stream("labels", replicate: 1)))
    for group in LabelGroup.allCases where group != .all { #expect(grid.count(in: group) >= 16) }
    // Right exactly where trained: the weights give the same value as the whole grid.
    let estimate = try #require(
      tally(grid) { $0.region.isHeldOut ? (1, 1) : ($0.x, $0.y) }.accuracy(.both))
    #expect(abs(estimate.value - 625.0 / 1024) < 1e-12)
    #expect(estimate.images == 128)
    #expect(cross.stratified(count: 5000, stream: stream()) == cross)
  }

  @Test func `shares of strata`() {
    #expect(LabelGrid.allocate(8, to: [100, 100]) == [4, 4])
    #expect(LabelGrid.allocate(100, to: [1000, 10]) == [90, 10])
    #expect(LabelGrid.allocate(10, to: [900, 100]) == [8, 2])
    #expect(LabelGrid.allocate(50, to: [10, 20]) == [10, 20])
    #expect(LabelGrid.allocate(4, to: [625, 175, 175, 49]) == [1, 1, 1, 1])
  }

  @Test func `strata with their share are as good as one sample`() {
    let split = AccuracyEstimate([(100, 10, 5), (300, 30, 9)])
    let plain = AccuracyEstimate([(400, 40, 14)])
    #expect(split == plain)
    #expect(AccuracyEstimate([]) == nil)
  }

  @Test func `the labels are the whole pixels, row by row`() {
    #expect(cross.labels.count == 1024)
    #expect(cross.labels[33] == EvaluationLabel(x: 2, y: 2, region: .inDistribution))
    #expect(cross.population == [.inDistribution: 625, .vertical: 175, .horizontal: 175, .intersection: 49])
    #expect(cross.count(in: .outOfDistribution) == 399)
  }
}
