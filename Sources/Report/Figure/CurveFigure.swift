internal import Analysis
internal import Spec
internal import SweepModel

/// What figures of one kind show and say. The defaults are those of lines along an axis; a kind says what differs.
protocol CurveFigure {
  var curve: Curve { get }

  /// The image for a width in pixels at which text has its natural size.
  func draw(width: Double) -> FigureDrawing
  /// The values that the axes must have room for.
  func extent(of points: [CurvePoint]) -> (xs: [Double], ys: [Double])
  /// Where the horizontal axis begins and ends; nil for around its values.
  var xFrame: ClosedRange<Double>? { get }
  var yFrame: ClosedRange<Double>? { get }
  /// Linear values not far above zero are shown with it.
  var mayStartAtZero: Bool { get }
  /// Both axes have the same scale.
  var hasEqualAspect: Bool { get }
  /// What is drawn may leave the frame.
  var isClipped: Bool { get }
  /// Each point has a marker, unless there are very many.
  var marksPoints: Bool { get }
  /// Neighbouring points are joined.
  var joinsPoints: Bool { get }
  /// What stands along the values' axis.
  var valueTitle: String { get }
  /// Legend entries of this kind alone, after the others.
  var legendEntries: [(swatch: Legend.Swatch, label: String)] { get }
  /// What lies within a panel's frame.
  func content(of panel: CurvePanel?, in drawing: PanelDrawing) -> String

  /// What the reader must know about the figure, in sentences.
  var caption: [String] { get }
  /// What n is counted at.
  var place: String { get }
  /// What colours and marks mean.
  var colours: [String] { get }
  /// Where intervals are shown: "Bands".
  var intervalPlace: String { get }
  /// How many points the axes have no place for.
  var leftOut: [String] { get }

  /// The answer in a line; nil for none.
  var headline: String? { get }
  /// The tables below the figure, as HTML.
  var tables: String { get }
  /// The head of the columns that this kind alone has in the table of all numbers.
  var pointHead: [String] { get }
  /// The head of the values' column there.
  var valueHead: String { get }
  /// "points".
  var pointsName: String { get }
}

extension CurveFigure {
  var definition: CurveDefinition { curve.definition }

  func draw(width: Double) -> FigureDrawing {
    let layout = FigureLayout(self, width: width)
    return FigureDrawing(width: layout.width, height: layout.height, content: layout.draw(self))
  }

  func extent(of points: [CurvePoint]) -> (xs: [Double], ys: [Double]) {
    let ys = points.flatMap { [$0.value, $0.lower, $0.upper].compactMap { $0 } }
    return (points.map(\.x), ys + [definition.crossing].compactMap { $0 })
  }

  var xFrame: ClosedRange<Double>? { definition.figure.xRange }
  var yFrame: ClosedRange<Double>? { definition.figure.yRange }
  var mayStartAtZero: Bool { true }
  var hasEqualAspect: Bool { false }
  var isClipped: Bool { definition.figure.yRange != nil }
  var marksPoints: Bool { true }
  var joinsPoints: Bool { true }
  var valueTitle: String { curve.valueTitle }
  var legendEntries: [(swatch: Legend.Swatch, label: String)] { [] }
  func content(of panel: CurvePanel?, in drawing: PanelDrawing) -> String {
    drawing.lines(panel?.series ?? [], overlay: panel?.overlay ?? [])
  }

  var caption: [String] { CurveCaption.sentences(self) }
  var place: String { "point" }
  var colours: [String] { CurveCaption.colours(curve) }
  var intervalPlace: String { FigureSeries(curve).usesBands ? "Bands" : "Bars" }
  var leftOut: [String] { CurveCaption.leftOut(curve) }

  var headline: String? { nil }
  var tables: String { CurveSection.tables(self) }
  var pointHead: [String] { [] }
  var valueHead: String { definition.statistic.rawValue }
  var pointsName: String { "points" }
}
