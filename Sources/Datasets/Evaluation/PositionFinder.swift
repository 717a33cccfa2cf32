internal import Glibc

/// Reads the position off generated images of one data set.
package struct PositionFinder: Hashable, Sendable {
  package let renderer: ImageRenderer
  package let rule: PositionRule
  /// Whether the image's borders are joined: components, centroids and distances then wrap around.
  package let isPeriodic: Bool

  /// - Parameter rule: nil for the data set's default.
  package init(
    _ specification: DatasetSpecification, renderer: ImageRenderer? = nil, rule: PositionRule? = nil
  ) {
    self.renderer = renderer ?? specification.renderer()
    self.rule = rule ?? PositionRule(for: specification.kind.form)
    isPeriodic = specification.kind == .torus
  }

  /// The position in an image laid out as the renderer's are; of equally dark pixels the first, row by row.
  ///
  /// - Returns: nil where a number of the image is not finite.
  /// - Precondition: `pixels` has `renderer.elements` numbers.
  package func locate(_ pixels: Span<Float>) -> PositionEstimate? {
    guard let dark = darkness(pixels) else { return nil }
    let size = renderer.imageSize
    var darkest = 0
    for index in dark.indices where dark[index] > dark[darkest] { darkest = index }
    let patterns =
      dark[darkest] > rule.minimum ? components(of: dark, above: rule.relative * dark[darkest]) : 0
    let isCentroid: Bool
    switch rule.fallback {
    case .unlessOne: isCentroid = patterns != 1
    case .never: isCentroid = false
    case .always: isCentroid = true
    }
    let (x, y) =
      isCentroid ? centroid(of: dark) : (Double(darkest % size + 1), Double(darkest / size + 1))
    return PositionEstimate(x: x, y: y, patterns: patterns, isCentroid: isCentroid)
  }

  /// Whether both coordinates of an estimate are less than `tolerance` px from a label's, one by one.
  package func hits(
    _ estimate: PositionEstimate, _ label: EvaluationLabel, tolerance: Double = 1
  ) -> (x: Bool, y: Bool) {
    let offset = self.offset(estimate, label)
    return (abs(offset.x) < tolerance, abs(offset.y) < tolerance)
  }

  /// Found minus asked, px; with joined borders the shorter way round, from -N/2 to N/2.
  package func offset(_ estimate: PositionEstimate, _ label: EvaluationLabel) -> (x: Double, y: Double) {
    (offset(estimate.x, label.x), offset(estimate.y, label.y))
  }

  private func offset(_ found: Double, _ asked: Double) -> Double {
    let (direct, size) = (found - asked, Double(renderer.imageSize))
    guard isPeriodic, abs(direct) > size / 2 else { return direct }
    return direct > 0 ? direct - size : direct + size
  }

  /// Inverted brightness, the mean over the channels; nil where a number is not finite.
  private func darkness(_ pixels: Span<Float>) -> [Double]? {
    precondition(
      pixels.count == renderer.elements, "an image has \(renderer.elements) numbers, not \(pixels.count)")
    let channels = renderer.channels
    let plane = renderer.imageSize * renderer.imageSize
    var dark = [Double](repeating: 0, count: plane)
    for index in dark.indices {
      var sum = 0.0
      for channel in 0..<channels {
        let place = renderer.layout == .planes ? channel * plane + index : index * channels + channel
        sum += renderer.scale.inverted(pixels[place])
      }
      guard sum.isFinite else { return nil }
      dark[index] = sum / Double(channels)
    }
    return dark
  }

  /// Connected components, diagonals included, of the pixels darker than a level.
  private func components(of dark: [Double], above level: Double) -> Int {
    let size = renderer.imageSize
    var waiting = dark.map { $0 > level }
    var count = 0
    var frontier: [Int] = []
    for start in dark.indices where waiting[start] {
      count += 1
      waiting[start] = false
      frontier = [start]
      while let pixel = frontier.popLast() {
        for (dx, dy) in Self.neighbours {
          var (x, y) = (pixel % size + dx, pixel / size + dy)
          if isPeriodic { (x, y) = ((x + size) % size, (y + size) % size) }
          guard (0..<size).contains(x), (0..<size).contains(y), waiting[y * size + x] else { continue }
          waiting[y * size + x] = false
          frontier.append(y * size + x)
        }
      }
    }
    return count
  }

  private static let neighbours = [(-1, -1), (0, -1), (1, -1), (-1, 0), (1, 0), (-1, 1), (0, 1), (1, 1)]

  /// Mean position weighted by darkness; pixels brighter than white count as white. A white image has its
  /// centroid in the middle.
  private func centroid(of dark: [Double]) -> (x: Double, y: Double) {
    let size = renderer.imageSize
    var columns = [Double](repeating: 0, count: size)
    var rows = columns
    for (index, value) in dark.enumerated() where value > 0 {
      columns[index % size] += value
      rows[index / size] += value
    }
    return (mean(of: columns), mean(of: rows))
  }

  /// Mean place of weights at 1...N; around a circle, the direction of the weighted sum of unit vectors.
  private func mean(of weights: [Double]) -> Double {
    let size = Double(weights.count)
    let middle = (size + 1) / 2
    let total = weights.reduce(0, +)
    guard total > 0 else { return middle }
    guard isPeriodic else {
      return weights.indices.reduce(0) { $0 + weights[$1] * Double($1 + 1) } / total
    }
    var (across, along) = (0.0, 0.0)
    for (index, weight) in weights.enumerated() {
      let angle = 2 * Double.pi * Double(index + 1) / size
      across += weight * cos(angle)
      along += weight * sin(angle)
    }
    // Weights spread evenly around the circle have no direction.
    guard hypot(across, along) > 1e-9 * total else { return middle }
    let place = atan2(along, across) / (2 * Double.pi) * size
    return place < 0.5 ? place + size : place
  }
}
