internal import SweepModel

/// `kind: trajectory`: one streamed metric against another, along the steps.
package struct Trajectory: Sendable, Hashable {
  /// The streamed metrics along the two axes.
  package var x: String
  package var y: String
  /// The parameter `series`.
  package var lines: String?
  /// Named places.
  package var markers: [Marker] = []
  /// The two axes have the same scale.
  package var hasEqualAspect = false

  package init(x: String, y: String, lines: String? = nil) {
    self.x = x
    self.y = y
    self.lines = lines
  }
}

extension Trajectory: CurveContent {
  static let word = "trajectory"
  static let noun = "a trajectory"
  static let needs = "`name`, `x` and `y`"
  static let keys =
    ["name", "kind", "x", "y", "series", "panel", "statistic", "interval", "markers", "aspect", "where"]
    + SpecChecker.figureKeys + ["x-range", "y-range"]

  var kind: CurveKind { .trajectory(self) }
  var metrics: [String] { [y] }
  var streamedMetrics: [String] { [x, y] }
  var quantities: CurveQuantities { CurveQuantities(x: .metric(x), y: .metric(y)) }

  var members: [String: JSONValue] {
    var members = StoredCurveContext.axes(x: x, y: y, series: lines)
    members["kind"] = .text(Trajectory.word)
    if hasEqualAspect { members["aspect"] = .text("equal") }
    if !markers.isEmpty { members["markers"] = .list(markers.map(\.json)) }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let x = json["x"]?.text, let y = json["y"]?.text else { return nil }
    self.init(x: x, y: y, lines: json["series"]?.text)
    hasEqualAspect = json["aspect"]?.text == "equal"
    let panel = json["panel"]?.text.flatMap { context.schema?[$0] }
    for item in json["markers"]?.list ?? [] {
      guard let marker = Marker(json: item, panel: panel) else { return nil }
      markers.append(marker)
    }
  }
}
