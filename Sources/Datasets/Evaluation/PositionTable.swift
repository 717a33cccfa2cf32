/// Labels of an evaluation with where their patterns were found.
package struct PositionTable: Sendable {
  /// One label.
  package struct Row: Hashable, Sendable {
    package let label: EvaluationLabel
    /// Nil for an image with numbers that are not finite.
    package let estimate: PositionEstimate?
    /// Found minus asked, px; with joined borders the shorter way round. Nil without an estimate.
    package let offsetX: Double?
    package let offsetY: Double?
    /// Whether both coordinates count as right.
    package let isRight: Bool
  }

  private let finder: PositionFinder
  /// A coordinate is right where it is less than this far off, px.
  package let tolerance: Double
  /// In the order in which they were added.
  package private(set) var rows: [Row] = []

  /// Rows of a ``csv``; of more labels as many are chosen evenly: an artifact has a largest size.
  static let largest = 262_144

  package init(finder: PositionFinder, tolerance: Double = 1) {
    self.finder = finder
    self.tolerance = tolerance
  }

  /// N, px.
  package var imageSize: Int { finder.renderer.imageSize }

  /// Adds what ``AccuracyTally/add(_:for:)`` found.
  package mutating func add(_ estimate: PositionEstimate?, for label: EvaluationLabel) {
    let offset = estimate.map { finder.offset($0, label) }
    let hits = estimate.map { finder.hits($0, label, tolerance: tolerance) }
    rows.append(
      Row(
        label: label, estimate: estimate, offsetX: offset?.x, offsetY: offset?.y,
        isRight: hits.map { $0.x && $0.y } ?? false))
  }

  /// At most `limit` of the rows, evenly chosen and in their order.
  package func rows(atMost limit: Int) -> [Row] {
    guard rows.count > limit, limit > 0 else { return rows }
    return (0..<limit).map { rows[$0 * rows.count / limit] }
  }

  /// The rows as CSV: asked and found centre in px of the image, from 1 to N; the region; whether
  /// the image counts as right; and whether its centre is the centroid. An image with numbers that are not
  /// finite has no found centre.
  package var csv: String {
    var text = "asked-x,asked-y,found-x,found-y,region,right,centroid\n"
    for row in rows(atMost: PositionTable.largest) {
      let found = row.estimate.map { "\($0.x),\($0.y)" } ?? ","
      let isCentroid = row.estimate.map { "\($0.isCentroid)" } ?? ""
      text +=
        "\(row.label.x),\(row.label.y),\(found),\(row.label.region.rawValue),\(row.isRight),\(isCentroid)\n"
    }
    return text
  }
}
