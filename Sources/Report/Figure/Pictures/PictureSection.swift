internal import Spec
internal import SweepModel

/// Pictures side by side with their caption; it scrolls sideways by itself on a narrow screen.
enum PictureSection {
  static func html(_ figure: PictureFigure, number: Int) -> String {
    let drawing = PictureDrawing(figure)
    let width = Palette.number(drawing.width)
    var html = "<section>\n<h2>\(Markup.escape(figure.definition.name))</h2>\n<figure>\n"
    html += "<div class=\"scroll\"><div style=\"width:\(width)px\">\(drawing.render())</div></div>\n"
    html += "<figcaption><b>Figure \(number).</b> \(Markup.escape(figure.caption))</figcaption>\n"
    return html + "</figure>\n</section>\n"
  }
}
