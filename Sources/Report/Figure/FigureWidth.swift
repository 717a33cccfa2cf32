internal import Spec
internal import SweepModel

/// The widths that figures are laid out for. Text is 12 units tall, small numbers in cells 9.5: in a paper's column of
/// 85 mm, and on a page of 170 mm, that is 8 pt and 6.4 pt.
enum FigureWidth {
  /// Units across a column.
  static let column = 360.0
  /// Units across a page.
  static let page = 720.0
  private static let millimetresPerUnit = 85 / column

  static func units(_ width: FigureSettings.Width) -> Double {
    switch width {
    case .column: column
    case .page: page
    }
  }

  /// A length in print, as SVG writes it.
  static func millimetres(_ units: Double) -> String { Palette.number(units * millimetresPerUnit) + "mm" }
}
