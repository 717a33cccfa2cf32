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

  private static func draw(_ curve: Curve, width: Double?, inPrint: Bool) -> String {
    let width = max(280, width ?? FigureWidth.units(curve.definition.figure.width))
    return element(curve, curve.asFigure.draw(width: width), inPrint: inPrint)
  }

  private static func element(
    _ curve: Curve, _ drawing: FigureDrawing, inPrint: Bool
  ) -> String {
    let (width, height) = (drawing.width, drawing.height.rounded(.up))
    let (w, h) = (Palette.number(width), Palette.number(height))
    let size =
      inPrint
      ? "width=\"\(FigureWidth.millimetres(width))\" height=\"\(FigureWidth.millimetres(height))\""
      : "width=\"\(w)\" height=\"\(h)\""
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(w) \(h)\" \(size) "
      + "role=\"img\" font-family=\"\(FigureStyle.fontFamily)\">\n"
    let title = curve.definition.figure.title ?? curve.definition.title
    svg += "<title>\(Markup.escape("\(curve.definition.name): \(title)"))</title>\n"
    svg += "<desc>\(Markup.escape(CurveCaption.text(curve)))</desc>\n"
    svg += "<rect width=\"\(w)\" height=\"\(h)\" fill=\"#fff\"/>\n"
    return svg + drawing.content + "</svg>\n"
  }

  /// The image as a file of its own, with the declaration that such files begin with, in the size in print of the
  /// place that the spec declares: a column of 85 mm or a page of 170 mm.
  package static func file(_ curve: Curve, width: Double? = nil) -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + draw(curve, width: width, inPrint: true)
  }
}
