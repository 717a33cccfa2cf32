internal import SweepModel

/// `kind: scaling`: where the lines of an earlier curve cross its level, against the parameter that tells them apart,
/// on logarithmic axes with a power law.
package struct Scaling: Sendable, Hashable {
  /// The name of the curve whose crossings are shown.
  package var of: String
  /// The parameter that tells the source's lines apart.
  package var x: String
  /// The source's x, or a final metric that is read off at the crossing.
  package var y: String
  /// The parameter of the source's panels, which are the lines.
  package var lines: String?
  /// Slopes to compare with, drawn as straight lines.
  package var guides: [Double] = []

  package init(of source: String, x: String, y: String, lines: String? = nil, guides: [Double] = []) {
    of = source
    self.x = x
    self.y = y
    self.lines = lines
    self.guides = guides
  }
}

extension Scaling: CurveContent {
  static let word = "scaling"
  static let noun = "a scaling"
  static let needs = "`name` and `of`"
  static let keys =
    ["name", "kind", "of", "y", "guides"] + SpecChecker.figureKeys.filter { $0 != "order" }
    + ["x-range", "y-range"]
  static let parameterKeys: [String] = []

  var kind: CurveKind { .scaling(self) }
  var metrics: [String] { [y] }
  var source: String? { of }
  var fit: CurveDefinition.Fit? { .powerLaw }
  var xScale: CurveDefinition.Scale { .log }
  var yScale: CurveDefinition.Scale { .log }
  func title(_ labels: Labels) -> String {
    "\(labels.either(y).text) where \(of) crosses its level, against \(labels.parameter(x).text)"
  }
  var quantities: CurveQuantities { CurveQuantities(x: .parameter(x), y: .metric(y)) }

  var members: [String: JSONValue] {
    var members = StoredCurveContext.axes(
      x: x, y: y, series: lines, fit: fit, xScale: xScale, yScale: yScale)
    members["kind"] = .text(Scaling.word)
    members["of"] = .text(of)
    if !guides.isEmpty { members["guides"] = .list(guides.map(JSONValue.real)) }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let x = json["x"]?.text, let y = json["y"]?.text, let source = json["of"]?.text else { return nil }
    self.init(
      of: source, x: x, y: y, lines: json["series"]?.text,
      guides: json["guides"]?.list?.compactMap(\.number) ?? [])
  }
}
