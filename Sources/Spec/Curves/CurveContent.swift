internal import SweepModel

/// What each kind of figure says of itself, so that nobody else tests which kind it is.
protocol CurveContent: Sendable, Hashable {
  /// What `kind` says in a spec.
  static var word: String { get }
  /// In messages: "a heat map without `z`".
  static var noun: String { get }
  /// The keys without which there is no figure, in messages.
  static var needs: String { get }
  /// All keys of its entries in a spec. `panel`, `where`, `statistic` and `interval` are read for every kind that
  /// lists them.
  static var keys: [String] { get }
  /// The keys among them that name parameters.
  static var parameterKeys: [String] { get }
  /// Whether the figure is made of a statistic over the replicates, with an interval.
  static var isAggregated: Bool { get }

  /// Reads what the kind alone has, and reports what is wrong with it.
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition?

  /// The kind with this content.
  var kind: CurveKind { get }
  /// What the kind alone stores. The ids of sweeps derive from this text: what is at its default is left out.
  var members: [String: JSONValue] { get }
  /// Reads ``members`` back; nil where they are something else.
  init?(stored json: JSONValue, _ context: StoredCurveContext)

  /// The horizontal axis: a parameter, a metric, or "step".
  var x: String { get }
  /// The vertical axis: a metric or a parameter.
  var y: String { get }
  /// The metrics that are shown.
  var metrics: [String] { get }
  /// The parameter that tells the lines of a panel apart, or the rows.
  var lines: String? { get }
  /// The metrics whose streamed values the figure is made of; empty where final metrics suffice.
  var streamedMetrics: [String] { get }
  /// "rise against step": what the figure shows, with what people read for its names.
  func title(_ labels: Labels) -> String
  /// What the axes measure, for their labels.
  var quantities: CurveQuantities { get }
  var xScale: CurveDefinition.Scale { get }
  /// Of the values: along the vertical axis, or of colours.
  var yScale: CurveDefinition.Scale { get }
  /// Level whose crossing along x is estimated for every line.
  var crossing: Double? { get }
  var fit: CurveDefinition.Fit? { get }
  /// Metrics drawn dashed over ``metrics``, one for each of them; empty for none.
  var theory: [String] { get }
  var overlay: CurveDefinition.Overlay? { get }
  /// The name of the earlier figure that this one is made from; nil for one that is made from results.
  var source: String? { get }
}

/// What most kinds are without.
extension CurveContent {
  static var parameterKeys: [String] { ["x", "series", "panel"] }
  static var isAggregated: Bool { true }
  var lines: String? { nil }
  var streamedMetrics: [String] { [] }
  func title(_ labels: Labels) -> String {
    let shown = metrics.map { labels.metric($0).text }.joined(separator: ", ")
    return "\(shown) against \(labels[quantities.x].text)"
  }
  var xScale: CurveDefinition.Scale { .linear }
  var yScale: CurveDefinition.Scale { .linear }
  var crossing: Double? { nil }
  var fit: CurveDefinition.Fit? { nil }
  var theory: [String] { [] }
  var overlay: CurveDefinition.Overlay? { nil }
  var source: String? { nil }
}
