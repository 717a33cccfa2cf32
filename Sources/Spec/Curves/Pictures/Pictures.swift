internal import SweepModel

/// `kind: pictures`: one picture that each task left behind, or that is drawn from a matrix it left behind, side by side.
package struct Pictures: Sendable, Hashable {
  /// What is drawn from a matrix of activations, with a row for each label of a grid.
  package enum Drawing: String, Sendable, Hashable, CaseIterable {
    /// The shares of the first principal components.
    case spectrum
    /// The planes of the rings of both labels.
    case planes
    /// Angles and residuals between rings, beside those of ideal tori.
    case ringTests = "ring-tests"
    /// The diagram of persistent homology, and the longest bars.
    case persistence

    /// Media types that it can be drawn from.
    static let mediaTypes = ["application/x-npy"]
  }

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
  /// What is drawn from the artifact; nil where it is a picture itself.
  package var drawing: Drawing?

  package init(
    artifact: String, columns: String? = nil, rows: String? = nil, replicate: Int? = nil,
    drawing: Drawing? = nil
  ) {
    self.artifact = artifact
    self.drawing = drawing
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
    ["name", "kind", "artifact", "draw", "x", "y", "panel", "where", "replicate"] + SpecChecker.figureKeys
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
    if let drawing { members["draw"] = .text(drawing.rawValue) }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let artifact = json["artifact"]?.text else { return nil }
    self.init(
      artifact: artifact, columns: json["x"]?.text, rows: json["y"]?.text,
      replicate: json["replicate"]?.integer)
    if let word = json["draw"] {
      guard let drawing = word.text.flatMap(Drawing.init(rawValue:)) else { return nil }
      self.drawing = drawing
    }
  }
}

extension CurveDefinition {
  /// Whether the figure shows artifacts, not metrics.
  var isPictures: Bool {
    guard case .pictures = kind else { return false }
    return true
  }
}
