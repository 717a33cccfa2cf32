internal import SweepModel

/// The listed images of a data set, by number, in a fixed order. Nothing is drawn until it is asked for.
package struct Dataset: Sendable {
  /// A position as two places on the axes: 8 bytes, as there may be millions.
  private struct Site {
    let column: Int32
    let row: Int32
  }

  package let specification: DatasetSpecification
  package let counts: DatasetCounts
  package let horizontal: DatasetAxis
  package let vertical: DatasetAxis
  private let trained: [Site]
  private let left: [Site]
  private let tested: [Site]

  init(
    specification: DatasetSpecification, horizontal: DatasetAxis, vertical: DatasetAxis,
    counts: DatasetCounts,
    stream: consuming RandomStream
  ) {
    self.specification = specification
    self.counts = counts
    self.horizontal = horizontal
    self.vertical = vertical
    let kind = specification.kind
    var candidates: [Site] = []
    var heldOut: [Site] = []
    for row in vertical.inside {
      for column in horizontal.inside {
        let region = specification.holdOut.region(
          x: horizontal.values[column], y: vertical.values[row], imageSize: specification.imageSize)
        let site = Site(column: Int32(column), row: Int32(row))
        if region.isHeldOut { heldOut.append(site) } else { candidates.append(site) }
      }
    }
    let outside = kind.hasStripes ? Dataset.stripes(horizontal, vertical) : []
    let empty = kind.hasStripes && specification.includesEmpty ? Dataset.empty(horizontal, vertical) : []
    let subsampled = kind.hasPairs ? candidates : outside
    let order = NestedOrder(count: subsampled.count, stream: stream).indices
    let kept = kind.hasPairs ? counts.pairs : counts.stripes
    trained = order.prefix(kept).map { subsampled[$0] } + (kind.hasPairs ? outside : []) + empty
    left = kind.hasPairs ? order.dropFirst(kept).map { subsampled[$0] } : candidates
    tested = heldOut
  }

  /// Training images. Those that lambda selects come first and in the nested order, so that the images of a
  /// smaller lambda are a beginning of those of a larger one; then come the stripes of a mixture.
  package var count: Int { trained.count }

  /// Training image `index`, of ``count``.
  package func position(_ index: Int) -> DatasetPosition { position(trained[index]) }
  /// Image `index` of the `counts.unseen` in the image that are neither trained on nor held out.
  package func unseenPosition(_ index: Int) -> DatasetPosition { position(left[index]) }
  /// Image `index` of the `counts.heldOut`.
  package func heldOutPosition(_ index: Int) -> DatasetPosition { position(tested[index]) }

  func place(_ index: Int) -> (column: Int, row: Int) { Self.place(trained[index]) }
  func unseenPlace(_ index: Int) -> (column: Int, row: Int) { Self.place(left[index]) }
  func heldOutPlace(_ index: Int) -> (column: Int, row: Int) { Self.place(tested[index]) }

  private static func place(_ site: Site) -> (column: Int, row: Int) { (Int(site.column), Int(site.row)) }

  /// The two numbers that a model is conditioned on for a position.
  package func label(of position: DatasetPosition) -> (x: Double, y: Double) {
    let offset = specification.labelOffset
    return (position.x + offset, position.y + offset)
  }

  private func position(_ site: Site) -> DatasetPosition {
    let (column, row) = (Int(site.column), Int(site.row))
    let (x, y) = (horizontal.values[column], vertical.values[row])
    let dimension = (horizontal.inside.contains(column) ? 1 : 0) + (vertical.inside.contains(row) ? 1 : 0)
    let isPair = dimension == 2
    return DatasetPosition(
      x: x, y: y, dimension: dimension, form: isPair ? specification.kind.form : .sumOfStripes,
      region: isPair
        ? specification.holdOut.region(x: x, y: y, imageSize: specification.imageSize) : .inDistribution)
  }

  /// Positions with exactly one centre in the image, row by row.
  private static func stripes(_ horizontal: DatasetAxis, _ vertical: DatasetAxis) -> [Site] {
    sites(horizontal.inside, vertical.outside) + sites(horizontal.outside, vertical.inside)
  }

  private static func empty(_ horizontal: DatasetAxis, _ vertical: DatasetAxis) -> [Site] {
    sites(horizontal.outside, vertical.outside)
  }

  private static func sites(_ columns: some Sequence<Int>, _ rows: some Sequence<Int>) -> [Site] {
    rows.flatMap { row in columns.map { Site(column: Int32($0), row: Int32(row)) } }
  }
}
