package import Analysis
internal import Spec
internal import SweepModel

/// Draws a curve as one SVG image that needs nothing else: no script, style sheet, font or network.
package enum SVGFigure {
  /// - Parameter width: in pixels at which text has its natural size, at least 280; nil for the width that the spec
  ///   declares. The height follows.
  /// - Returns: an `svg` element, the same text for the same curve.
  package static func render(_ curve: Curve, width: Double? = nil) -> String {
    draw(curve, width: width, inPrint: false)
  }

  /// The width at which text can be read on a phone.
  package static var narrowWidth: Double { FigureWidth.column }

  /// What the reader must know about the figure, in sentences.
  package static func caption(_ curve: Curve) -> String { CurveCaption.text(curve) }

  private static func draw(_ curve: Curve, width: Double?, inPrint: Bool) -> String {
    let width = max(280, width ?? FigureWidth.units(curve.definition.figure.width))
    let drawing = curve.asFigure.draw(width: width)
    let title = curve.definition.figure.title ?? curve.definition.title(curve.names)
    return SVGElement.text(
      width: drawing.width, height: drawing.height.rounded(.up), inPrint: inPrint,
      title: "\(curve.definition.name): \(title)", description: CurveCaption.text(curve),
      content: drawing.content)
  }

  /// The image as a file of its own, with the declaration that such files begin with, in the size in print of the
  /// place that the spec declares: a column of 85 mm or a page of 170 mm.
  package static func file(_ curve: Curve, width: Double? = nil) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + draw(curve, width: width, inPrint: true)
  }
}
