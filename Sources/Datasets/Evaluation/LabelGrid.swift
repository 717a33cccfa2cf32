package import SweepModel

/// The labels that an evaluation asks for: the N x N whole pixels (Liang et al. 2024, appendix A.3), or fewer
/// of them, drawn region by region.
package struct LabelGrid: Hashable, Sendable {
  /// N, px.
  package let imageSize: Int
  package let holdOut: HoldOut
  package let labels: [EvaluationLabel]
  /// Labels of each region among the N x N; regions without labels are missing.
  package let population: [Region: Int]

  /// All N x N labels, row by row from (1, 1).
  ///
  /// - Precondition: the image size is positive.
  package init(imageSize: Int, holdOut: HoldOut) {
    precondition(imageSize > 0, "an image has pixels")
    self.imageSize = imageSize
    self.holdOut = holdOut
    var labels: [EvaluationLabel] = []
    labels.reserveCapacity(imageSize * imageSize)
    var population: [Region: Int] = [:]
    for row in 1...imageSize {
      for column in 1...imageSize {
        let (x, y) = (Double(column), Double(row))
        let region = holdOut.region(x: x, y: y, imageSize: imageSize)
        labels.append(EvaluationLabel(x: x, y: y, region: region))
        population[region, default: 0] += 1
      }
    }
    self.labels = labels
    self.population = population
  }

  private init(_ grid: LabelGrid, labels: [EvaluationLabel]) {
    imageSize = grid.imageSize
    holdOut = grid.holdOut
    population = grid.population
    self.labels = labels
  }

  /// `count` of the labels, drawn without replacement within every region.
  ///
  /// Half of them is shared out equally, so that a small region still has an interval of some use, and
  /// half by the regions' sizes; accuracies weigh the regions by their sizes again.
  ///
  /// - Returns: the same grid if it has no more than `count` labels.
  /// - Precondition: `count` is at least the number of regions.
  package func stratified(count: Int, stream: consuming RandomStream) -> LabelGrid {
    guard count < labels.count else { return self }
    let regions = Region.allCases.filter { population[$0] != nil }
    precondition(count >= regions.count, "every region of the grid needs a label")
    // One order of all labels serves every region: its members come in a random order there too.
    let order = NestedOrder(count: labels.count, stream: stream).indices
    let members = regions.map { region in order.filter { labels[$0].region == region } }
    let sizes = LabelGrid.allocate(count, to: members.map(\.count))
    let chosen = zip(members, sizes).flatMap { $0.prefix($1) }.sorted().map { labels[$0] }
    return LabelGrid(self, labels: chosen)
  }

  /// Shares of `count` for strata of the given sizes: no more than a stratum has, and in sum `count`.
  static func allocate(_ count: Int, to sizes: [Int]) -> [Int] {
    let total = sizes.reduce(0, +)
    let base = max(count / (2 * sizes.count), 1)
    var shares = sizes.map { min($0, base) }
    // What remains goes one by one where the share is smallest against the size: ends in at most `count`
    // steps, and ties fall to the first, so the result is the same everywhere.
    while shares.reduce(0, +) < min(count, total) {
      let open = shares.indices.filter { shares[$0] < sizes[$0] }
      guard let next = open.min(by: { shares[$0] * sizes[$1] < shares[$1] * sizes[$0] }) else { break }
      shares[next] += 1
    }
    return shares
  }
}
