import SweepModel
import Testing

@testable import Datasets

struct PositionFinderTests {
  private let finder = PositionFinder(specification(.bump))

  private func locate(_ finder: PositionFinder, _ image: [Float]) -> PositionEstimate? {
    finder.locate(image.span)
  }

  /// The darker of each pixel of two images.
  private func darker(_ first: [Float], _ second: [Float]) -> [Float] {
    zip(first, second).map { min($0, $1) }
  }

  @Test(arguments: [DatasetKind.bump, .sos, .torus], [0.1, 0.3, 1, 2])
  func `every drawn label is found again`(_ kind: DatasetKind, _ sigma: Double) {
    let specification = specification(kind) { ($0.sigmaX, $0.sigmaY) = (sigma, sigma) }
    let finder = PositionFinder(specification)
    for label in LabelGrid(imageSize: 32, holdOut: .nothing).labels {
      let image = finder.renderer.image(kind.form, x: label.x, y: label.y)
      let expected = PositionEstimate(x: label.x, y: label.y, patterns: 1, isCentroid: false)
      #expect(locate(finder, image) == expected)
    }
  }

  @Test func `colour images and other scales are read alike`() {
    for layout in [ImageRenderer.Layout.planes, .interleaved] {
      let renderer = ImageRenderer(
        imageSize: 8, sigmaX: 1, sigmaY: 1, channels: 3, layout: layout, scale: .brightness)
      let finder = PositionFinder(specification(.bump, size: 8), renderer: renderer)
      let estimate = locate(finder, renderer.image(.bump, x: 3, y: 7))
      #expect(estimate == PositionEstimate(x: 3, y: 7, patterns: 1, isCentroid: false))
    }
  }

  @Test func `two bumps fall back to the centroid between them, unless the rule says never`() throws {
    let draw = finder.renderer.image
    let image = darker(draw(.bump, 8, 10), draw(.bump, 20, 24))
    let estimate = try #require(locate(finder, image))
    #expect(estimate.patterns == 2)
    #expect(estimate.isCentroid)
    #expect(abs(estimate.x - 14) < 1e-6)
    #expect(abs(estimate.y - 17) < 1e-6)
    var rule = PositionRule(for: .bump)
    rule.fallback = .never
    let darkest = locate(PositionFinder(specification(.bump), rule: rule), image)
    #expect(darkest == PositionEstimate(x: 8, y: 10, patterns: 2, isCentroid: false))
    rule.fallback = .always
    let single = locate(PositionFinder(specification(.bump), rule: rule), draw(.bump, 9, 9))
    #expect(single?.isCentroid == true)
    #expect(abs((single?.x ?? 0) - 9) < 1e-6)
  }

  @Test func `a faint second bump below half of the darkest counts as none`() {
    let draw = finder.renderer.image
    func with(depth: Float) -> PositionEstimate? {
      locate(finder, darker(draw(.bump, 8, 10), draw(.bump, 20, 24).map { 1 + ($0 - 1) * depth }))
    }
    #expect(with(depth: 0.49)?.patterns == 1)
    #expect(with(depth: 0.51)?.patterns == 2)
  }

  @Test func `an image without a pattern has its centroid in the middle`() {
    let white = [Float](repeating: 1, count: 1024)
    #expect(locate(finder, white) == PositionEstimate(x: 16.5, y: 16.5, patterns: 0, isCentroid: true))
    let grey = [Float](repeating: 0.7, count: 1024)
    #expect(locate(finder, grey)?.patterns == 0)
  }

  @Test func `bumps that touch at a corner are one pattern`() {
    var image = [Float](repeating: 1, count: 1024)
    (image[5 * 32 + 5], image[6 * 32 + 6]) = (-1, -0.9)
    #expect(locate(finder, image) == PositionEstimate(x: 6, y: 6, patterns: 1, isCentroid: false))
    image[6 * 32 + 6] = 1
    image[6 * 32 + 7] = -0.9
    #expect(locate(finder, image)?.patterns == 2)
  }

  @Test func `a single stripe gives its own coordinate`() {
    let finder = PositionFinder(specification(.stripes))
    let estimate = locate(finder, finder.renderer.image(.sumOfStripes, x: 11, y: -5))
    #expect(estimate?.x == 11)
    #expect(estimate?.patterns == 1)
  }

  @Test func `on the torus, patterns, centroids and distances wrap around`() throws {
    let finder = PositionFinder(specification(.torus))
    let draw = finder.renderer.image
    #expect(locate(finder, draw(.periodicBump, 32, 1))?.patterns == 1)
    // Two bumps at 30 and 4 have their middle at 1, across the border.
    let image = darker(draw(.periodicBump, 30, 16), draw(.periodicBump, 4, 16))
    let estimate = try #require(locate(finder, image))
    #expect(estimate.isCentroid)
    #expect(abs(estimate.x - 1) < 1e-6)
    #expect(abs(estimate.y - 16) < 1e-6)
    let label = EvaluationLabel(x: 32, y: 16, region: .inDistribution)
    let near = PositionEstimate(x: 0.9, y: 16.5, patterns: 1, isCentroid: true)
    #expect(finder.hits(near, label) == (true, true))
    #expect(self.finder.hits(near, label) == (false, true))
  }

  @Test func `exactly one pixel off is wrong, less is right`() {
    let label = EvaluationLabel(x: 5, y: 5, region: .inDistribution)
    let estimate = PositionEstimate(x: 6, y: 5.99, patterns: 1, isCentroid: true)
    #expect(finder.hits(estimate, label) == (false, true))
    #expect(finder.hits(estimate, label, tolerance: 1.5) == (true, true))
  }

  @Test func `numbers that are not finite are no position`() {
    for bad in [Float.nan, .infinity, -.infinity] {
      var image = finder.renderer.image(.bump, x: 5, y: 5)
      image[700] = bad
      #expect(locate(finder, image) == nil)
    }
  }
}
