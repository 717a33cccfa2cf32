/// Counts how many generated images show their pattern where it was asked for (Liang et al. 2024, Eq. 1).
package struct AccuracyTally: Sendable {
  /// Which coordinates must be right.
  package enum Coordinate: Hashable, Sendable, CaseIterable {
    case both
    case x
    case y

    /// The metric over all labels.
    package var metric: String {
      switch self {
      case .both: "accuracy"
      case .x: "accuracy-x"
      case .y: "accuracy-y"
      }
    }
  }

  private struct Counts: Sendable {
    var images = 0
    var both = 0
    var x = 0
    var y = 0
    var centroids = 0
    var unreadable = 0

    func correct(_ coordinate: Coordinate) -> Int {
      switch coordinate {
      case .both: both
      case .x: x
      case .y: y
      }
    }
  }

  private let finder: PositionFinder
  private let population: [Region: Int]
  /// A coordinate is right where it is less than this far off, px.
  package let tolerance: Double
  private var counts: [Region: Counts] = [:]

  /// - Parameter grid: the labels whose images are added; an accuracy weighs its regions by their sizes.
  package init(_ grid: LabelGrid, finder: PositionFinder, tolerance: Double = 1) {
    self.finder = finder
    self.tolerance = tolerance
    population = grid.population
  }

  /// Counts the image generated for a label.
  ///
  /// - Returns: what was found; nil for an image with numbers that are not finite, which counts as wrong.
  @discardableResult
  package mutating func add(_ pixels: Span<Float>, for label: EvaluationLabel) -> PositionEstimate? {
    let estimate = finder.locate(pixels)
    var counts = counts[label.region, default: Counts()]
    counts.images += 1
    if let estimate {
      let (x, y) = finder.hits(estimate, label, tolerance: tolerance)
      counts.x += x ? 1 : 0
      counts.y += y ? 1 : 0
      counts.both += x && y ? 1 : 0
      counts.centroids += estimate.isCentroid ? 1 : 0
    } else {
      counts.unreadable += 1
    }
    self.counts[label.region] = counts
    return estimate
  }

  /// Images added so far.
  package var images: Int { counts.values.reduce(0) { $0 + $1.images } }
  /// Fraction of the images whose position is a centroid; 0 without images.
  package var centroidFraction: Double {
    images == 0 ? 0 : Double(counts.values.reduce(0) { $0 + $1.centroids }) / Double(images)
  }
  /// Images with numbers that are not finite.
  package var unreadable: Int { counts.values.reduce(0) { $0 + $1.unreadable } }

  /// An accuracy with its interval; nil where no image of the group was added.
  package func accuracy(_ coordinate: Coordinate, in group: LabelGroup = .all) -> AccuracyEstimate? {
    AccuracyEstimate(
      Region.allCases.compactMap { region in
        guard group.contains(region), let counts = counts[region] else { return nil }
        return (population[region] ?? 0, counts.images, counts.correct(coordinate))
      })
  }

  /// Every accuracy by its metric's name, such as `accuracy-x-vertical`; groups without images are missing.
  package var metrics: [String: Double] {
    var metrics: [String: Double] = [:]
    for coordinate in Coordinate.allCases {
      for group in LabelGroup.allCases {
        guard let estimate = accuracy(coordinate, in: group) else { continue }
        metrics[coordinate.metric + group.suffix] = estimate.value
      }
    }
    return metrics
  }
}
