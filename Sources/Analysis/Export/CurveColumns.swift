internal import Spec

/// Columns that a table of curves has where it holds a curve of one kind; for the others they are empty.
struct CurveColumns: Sendable {
  var header: [String]
  var isFilled: @Sendable (CurveKind) -> Bool
  var cells: @Sendable (CurvePoint) -> [String]

  /// In the order in which tables have them.
  static let all = [trajectory, histogram]

  static func text(_ number: Double?) -> String { number.map { NumberText.exact($0) } ?? "" }
}
