/// The outermost element of an image, the same for all kinds.
enum SVGElement {
  /// - Parameters:
  ///   - width: in pixels at which text has its natural size.
  ///   - inPrint: whether the size is given in millimetres of print, so that text stays readable also where the figure is
  ///     wider than a page.
  ///   - title: read out by screen readers, as is the description.
  /// - Returns: an `svg` element with a white ground.
  static func text(
    width: Double, height: Double, inPrint: Bool, title: String, description: String, content: String
  ) -> String {
    let (w, h) = (Palette.number(width), Palette.number(height))
    let size =
      inPrint
      ? "width=\"\(FigureWidth.millimetres(width))\" height=\"\(FigureWidth.millimetres(height))\""
      : "width=\"\(w)\" height=\"\(h)\""
    var svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(w) \(h)\" \(size) "
      + "role=\"img\" font-family=\"\(FigureStyle.fontFamily)\">\n"
    svg += "<title>\(Markup.escape(title))</title>\n"
    svg += "<desc>\(Markup.escape(description))</desc>\n"
    return svg + "<rect width=\"\(w)\" height=\"\(h)\" fill=\"#fff\"/>\n" + content + "</svg>\n"
  }
}
