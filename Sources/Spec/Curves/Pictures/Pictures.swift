internal import SweepModel

/// `kind: pictures`: one picture that each task left behind, side by side.
package struct Pictures: Sendable, Hashable {
  /// Media types that can be shown.
  package static let mediaTypes = ["image/png", "image/svg+xml"]

  /// The artifact that every cell shows.
  package var artifact: String
  /// Parameter of the columns, `x`; nil for one column.
  package var columns: String?
  /// Parameter of the rows, `y`; nil for one row.
  package var rows: String?
  /// The replicate that is shown, from 0; nil for the first.
  package var replicate: Int?

  package init(artifact: String, columns: String? = nil, rows: String? = nil, replicate: Int? = nil) {
    self.artifact = artifact
    self.columns = columns
    self.rows = rows
    self.replicate = replicate
  }
}

extension Pictures: CurveContent {
  static let word = "pictures"
  static let noun = "pictures"
  static let needs = "`name` and `artifact`"
  static let keys =
    ["name", "kind", "artifact", "x", "y", "panel", "where", "replicate"] + SpecChecker.figureKeys
  static let parameterKeys = ["x", "y", "panel"]
  static let isAggregated = false

  var kind: CurveKind { .pictures(self) }
  var x: String { columns ?? "" }
  var y: String { rows ?? "" }
  var metrics: [String] { [] }
  func title(_ labels: Labels) -> String { artifact }
  var quantities: CurveQuantities { CurveQuantities(x: .parameter(x), y: .parameter(y)) }

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = ["artifact": .text(artifact)]
    if let columns { members["x"] = .text(columns) }
    if let rows { members["y"] = .text(rows) }
    if let replicate { members["replicate"] = .integer(replicate) }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let artifact = json["artifact"]?.text else { return nil }
    self.init(
      artifact: artifact, columns: json["x"]?.text, rows: json["y"]?.text,
      replicate: json["replicate"]?.integer)
  }
}

extension CurveDefinition {
  /// Whether the figure shows artifacts, not metrics.
  var isPictures: Bool {
    guard case .pictures = kind else { return false }
    return true
  }
}
