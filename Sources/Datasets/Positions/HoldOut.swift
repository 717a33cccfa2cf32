/// The two-dimensional positions that a data set leaves out, to ask later whether a model composes or
/// interpolates (Liang et al. 2024, section 3.2 and appendix C).
package enum HoldOut: Hashable, Sendable {
  /// Where a square is left out.
  package enum Place: String, Hashable, Sendable, CaseIterable {
    /// Around the middle of the image: interior generalisation (Fig 12a).
    case centre
    /// At the top left: exterior generalisation (Fig 12b).
    case corner
  }

  case nothing
  /// A band of x and a band of y across the whole image, each of `width` px around N/2, both ends included:
  /// `[13, 19]` for N 32 and width 6 (Fig 4).
  case cross(width: Double)
  /// A band of x of `width` px around N/2, both ends included (Fig 11).
  case vertical(width: Double)
  /// A square of `width` x `width` px without its left and upper ends, so that it has as many positions in
  /// the corner as in the centre (Fig 12).
  case square(width: Double, place: Place)
  /// A square around the middle that covers a fraction of the image: its side is `sqrt(area) N` (Fig 5).
  case centre(area: Double)

  /// Side of the left-out band or square, px; 0 where nothing is left out.
  package func width(imageSize: Int) -> Double {
    switch self {
    case .nothing: 0
    case .cross(let width), .vertical(let width), .square(let width, _): width
    case .centre(let area): area.squareRoot() * Double(imageSize)
    }
  }

  /// Whether a coordinate, px, lies in the left-out band.
  package func bandContains(_ value: Double, imageSize: Int) -> Bool {
    let size = Double(imageSize)
    let width = width(imageSize: imageSize)
    // 190 x 0.1 may come out a little above 19: an end is met within the rounding of such products.
    let allowance = 1e-9 * size
    let (lower, upper) = ((size - width) / 2, (size + width) / 2)
    switch self {
    case .nothing: return false
    case .cross, .vertical: return value >= lower - allowance && value <= upper + allowance
    case .square(_, .corner): return value > allowance && value <= width + allowance
    case .square(_, .centre), .centre: return value > lower + allowance && value <= upper + allowance
    }
  }

  /// Where the position (`x`, `y`), px, lies.
  package func region(x: Double, y: Double, imageSize: Int) -> Region {
    region(
      columnInBand: bandContains(x, imageSize: imageSize), rowInBand: bandContains(y, imageSize: imageSize))
  }

  /// Where a position lies of which it is known whether its coordinates are in the band.
  func region(columnInBand: Bool, rowInBand: Bool) -> Region {
    switch self {
    case .nothing: return .inDistribution
    case .vertical: return columnInBand ? .vertical : .inDistribution
    case .square, .centre: return columnInBand && rowInBand ? .square : .inDistribution
    case .cross:
      if columnInBand { return rowInBand ? .intersection : .vertical }
      return rowInBand ? .horizontal : .inDistribution
    }
  }

  /// Left-out positions on a grid of `columns` x `rows` of which some are in the band.
  func count(columns: Int, rows: Int, columnsInBand: Int, rowsInBand: Int) -> Int {
    switch self {
    case .nothing: 0
    case .vertical: columnsInBand * rows
    case .square, .centre: columnsInBand * rowsInBand
    case .cross: columns * rows - (columns - columnsInBand) * (rows - rowsInBand)
    }
  }
}
