internal import Spec
internal import SweepModel

/// One contact sheet with its caption; it scrolls sideways by itself on a narrow screen.
enum ContactSheetSection {
  static func html(_ sheet: ContactSheet, number: Int) -> String {
    let figure = ContactSheetFigure(sheet)
    let width = Palette.number(figure.width)
    var html = "<section>\n<h2>\(Markup.escape(sheet.definition.name))</h2>\n<figure>\n"
    html += "<div class=\"scroll\"><div style=\"width:\(width)px\">\(figure.render())</div></div>\n"
    html += "<figcaption><b>Figure \(number).</b> \(Markup.escape(sheet.caption))</figcaption>\n"
    return html + "</figure>\n</section>\n"
  }
}
