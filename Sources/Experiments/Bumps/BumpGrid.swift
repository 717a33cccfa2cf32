package import SweepModel

/// The square grid on which a data set of bumps is enumerated: per axis the centres `spacing`,
/// `2 spacing`, ... up to the last one inside an image of `imageSize` pixels, whose first pixel is at 1
/// and whose last is at `imageSize` (Liang et al. 2024, section 2).
package struct BumpGrid: Sendable {
  /// Largest grid that is accepted; the densest published data set (32 px at 0.1 px) has 102 400 points.
  package static let maximumCount = 131_072

  /// Pixels along one side of the image.
  package let imageSize: Int
  /// Distance of neighbouring centres along one axis, px.
  package let spacing: Double
  /// Positions of the centres along one axis, px, ascending; never empty.
  package let centres: [Double]

  /// Points of the grid: the square of the centres along one axis.
  package var count: Int { centres.count * centres.count }

  /// - Throws: ``InvalidParameters`` where no centre fits or the grid exceeds ``maximumCount`` points.
  package init(imageSize: Int, spacing: Double) throws(InvalidParameters) {
    guard spacing > 0, spacing.isFinite, spacing <= Double(imageSize) else {
      throw InvalidParameters(
        "spacing",
        "spacing \(spacing) px leaves no centre in an image of \(imageSize) px; "
          + "choose a spacing above 0 and at most \(imageSize)")
    }
    // In doubles 126 / 0.56 is a little less than 225: the small allowance keeps the last centre.
    let exact = Double(imageSize) / spacing + 1e-9
    guard exact * exact < Double(BumpGrid.maximumCount) * 2, let side = Int(exactly: exact.rounded(.down)),
      side * side <= BumpGrid.maximumCount
    else {
      throw InvalidParameters(
        "spacing",
        "spacing \(spacing) px in an image of \(imageSize) px gives about \(exact * exact) grid points; "
          + "at most \(BumpGrid.maximumCount) are accepted: raise spacing or lower image-size")
    }
    self.imageSize = imageSize
    self.spacing = spacing
    centres = (1...side).map { Double($0) * spacing }
  }
}
