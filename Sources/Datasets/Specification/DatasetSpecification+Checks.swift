internal import SweepModel

extension DatasetSpecification {
  /// Positions a data set may have; listing them takes up to 40 bytes each.
  package static let maximumPositions = 4_194_304
  /// Largest image, px.
  package static let maximumImageSize = 1024

  typealias Axes = (x: DatasetAxis, y: DatasetAxis)

  func checked() throws(InvalidParameters) -> (axes: Axes, counts: DatasetCounts) {
    try checkNumbers()
    try checkHoldOut()
    let axes = try makeAxes()
    return (axes, try count(axes))
  }

  private func checkNumbers() throws(InvalidParameters) {
    guard (2...Self.maximumImageSize).contains(imageSize) else {
      throw InvalidParameters(
        "image-size",
        "image-size is \(imageSize) px; from 2 to \(Self.maximumImageSize) px are accepted")
    }
    guard channels == 1 || channels == 3 else {
      throw InvalidParameters("channels", "channels is \(channels); 1 (grey) or 3 (colour) is expected")
    }
    for (name, spacing) in [("spacing", spacingX), ("spacing-y", spacingY)] {
      guard spacing > 0, spacing <= Double(imageSize) else {
        throw InvalidParameters(
          name,
          "\(name) \(spacing) px leaves no centre in an image of \(imageSize) px; "
            + "choose one above 0 and at most \(imageSize)")
      }
    }
    for (name, sigma) in [("sigma", sigmaX), ("sigma-y", sigmaY)] {
      guard sigma >= BumpProfile.minimumSigma, sigma <= Double(imageSize) else {
        throw InvalidParameters(
          name,
          "\(name) is \(sigma) px; on an image of \(imageSize) px it must be between "
            + "\(BumpProfile.minimumSigma) px (narrower bumps fall between the pixels) and \(imageSize) px")
      }
    }
    if let margin, kind.hasStripes, !(margin > 0 && margin <= Double(imageSize)) {
      throw InvalidParameters(
        "frame-margin",
        "frame-margin is \(margin) px; stripes need one above 0 and at most the image size, \(imageSize) px")
    }
    guard lambda >= 0, lambda <= 1 else {
      throw InvalidParameters("lambda", "lambda is \(lambda); a fraction from 0 to 1 is expected")
    }
    guard subsample >= 0, subsample <= 100 else {
      throw InvalidParameters("subsample", "subsample is \(subsample) %; 0 to 100 % is expected")
    }
  }

  private func checkHoldOut() throws(InvalidParameters) {
    switch holdOut {
    case .nothing: return
    case .centre(let area):
      guard area > 0, area < 1 else {
        throw InvalidParameters(
          "hold-out-area", "hold-out-area is \(area); a fraction of the image between 0 and 1 is expected")
      }
    case .cross(let width), .vertical(let width), .square(let width, _):
      guard width > 0, width.isFinite else {
        throw InvalidParameters(
          "hold-out-width", "hold-out-width is \(width) px; a width above 0 is expected")
      }
      guard width <= Double(imageSize) else {
        throw InvalidParameters(
          "hold-out-width",
          "hold-out-width \(width) px is wider than the image of \(imageSize) px; choose less, so that "
            + "positions are left to train on")
      }
    }
    // The labels are the whole pixels; a million tasks may be checked, so they are counted, not listed.
    let inBand = (1...imageSize).count { holdOut.bandContains(Double($0), imageSize: imageSize) }
    let labels = holdOut.count(
      columns: imageSize, rows: imageSize, columnsInBand: inBand, rowsInBand: inBand)
    guard labels > 0 else {
      throw InvalidParameters(
        holdOutParameter,
        "the hold-out of \(holdOut.width(imageSize: imageSize)) px in an image of \(imageSize) px contains none "
          + "of the \(imageSize) x \(imageSize) whole-pixel labels that are tested; make it wider")
    }
  }

  /// The parameter that makes the hold-out larger or smaller.
  private var holdOutParameter: String {
    if case .centre = holdOut { "hold-out-area" } else { "hold-out-width" }
  }

  private func makeAxes() throws(InvalidParameters) -> Axes {
    let margin = frameMargin
    let columns = DatasetAxis.expectedCount(imageSize: imageSize, spacing: spacingX, margin: margin)
    let rows = DatasetAxis.expectedCount(imageSize: imageSize, spacing: spacingY, margin: margin)
    guard columns * rows <= Double(Self.maximumPositions) else {
      throw InvalidParameters(
        columns >= rows ? "spacing" : "spacing-y",
        "spacings of \(spacingX) and \(spacingY) px in a frame of \(Double(imageSize) + 2 * margin) px give about "
          + "\(columns.rounded()) x \(rows.rounded()) positions, \((columns * rows * 40 / 0x1p20).rounded()) MiB "
          + "of labels; at most \(Self.maximumPositions) positions are accepted: raise the spacing or lower "
          + "image-size")
    }
    func axis(_ spacing: Double, _ sigma: Double) -> DatasetAxis {
      DatasetAxis(
        imageSize: imageSize, spacing: spacing, margin: margin, profile: BumpProfile(sigma: sigma), rim: rim)
    }
    return (axis(spacingX, sigmaX), axis(spacingY, sigmaY))
  }

  private func count(_ axes: Axes) throws(InvalidParameters) -> DatasetCounts {
    let (columns, rows) = (axes.x.inside.count, axes.y.inside.count)
    let grid = columns * rows
    let heldOut = holdOut.count(
      columns: columns, rows: rows, columnsInBand: inBand(axes.x), rowsInBand: inBand(axes.y))
    if holdOut != .nothing, kind.hasPairs {
      guard heldOut > 0 else {
        throw InvalidParameters(
          holdOutParameter,
          "the hold-out of \(holdOut.width(imageSize: imageSize)) px contains none of the \(grid) positions that "
            + "are \(spacingX) x \(spacingY) px apart; make it wider or lower spacing")
      }
      guard heldOut < grid else {
        throw InvalidParameters(
          holdOutParameter,
          "the hold-out of \(holdOut.width(imageSize: imageSize)) px leaves out all of the \(grid) positions in the "
            + "image of \(imageSize) px; make it narrower, so that positions are left to train on")
      }
    }
    let stripes =
      kind.hasStripes ? columns * axes.y.outside.count + axes.x.outside.count * rows : 0
    let empty =
      kind.hasStripes && includesEmpty ? axes.x.outside.count * axes.y.outside.count : 0
    if kind.hasStripes, stripes == 0 { throw noStripes() }
    let subsampled = kind.hasPairs ? grid - heldOut : stripes
    let kept = NestedOrder.size(lambda: keptFraction, of: subsampled)
    guard kept > 0 else { throw nothingKept(of: subsampled) }
    return DatasetCounts(
      grid: grid, heldOut: heldOut, pairs: kind.hasPairs ? kept : 0, stripes: kind.hasPairs ? stripes : kept,
      empty: empty, full: subsampled + (kind.hasPairs ? stripes : 0) + empty)
  }

  /// Fraction of the subsampled images that lambda and subsample keep together.
  var keptFraction: Double { lambda * subsample / 100 }

  private func inBand(_ axis: DatasetAxis) -> Int {
    axis.values[axis.inside].count { holdOut.bandContains($0, imageSize: imageSize) }
  }

  /// With the rim there is always the stripe centred at 0, the last before the first pixel.
  private func noStripes() -> InvalidParameters {
    return InvalidParameters(
      "rim",
      "without the rim no image of a single stripe is left to train on: at sigma \(sigmaX) x \(sigmaY) px every "
        + "stripe within the margin of \(frameMargin) px still shows in the image; lower sigma, raise "
        + "frame-margin or keep the rim")
  }

  private func nothingKept(of count: Int) -> InvalidParameters {
    let name = lambda < 1 ? "lambda" : "subsample"
    return InvalidParameters(
      name,
      "lambda \(lambda) with subsample \(subsample) % selects none of the \(count) images; "
        + "their product must be at least \(0.5 / Double(max(count, 1)))")
  }
}
