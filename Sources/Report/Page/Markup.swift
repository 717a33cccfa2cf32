/// Text for HTML and SVG.
package enum Markup {
  /// Text made safe between tags and inside quoted attributes.
  ///
  /// Control characters that neither HTML nor XML can hold become U+FFFD, as do the marks that turn the
  /// direction of writing, with which a log line could disguise itself.
  package static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// One table row of escaped cells; cells listed in `numeric` are aligned right.
  static func row(_ cells: [String], header: Bool = false, numeric: Set<Int> = []) -> String {
    let tag = header ? "th" : "td"
    let inner = cells.enumerated().map { index, cell in
      let style = numeric.contains(index) ? " class=\"n\"" : ""
      return "<\(tag)\(style)\(header ? " scope=\"col\"" : "")>\(escape(cell))</\(tag)>"
    }
    return "<tr>" + inner.joined() + "</tr>"
  }

  /// A table that scrolls sideways by itself on a narrow screen.
  ///
  /// - Parameter wraps: long cells are broken into lines instead, so that nothing lies outside of the page.
  static func table(
    head: [String], rows: [[String]], numeric: Set<Int> = [], wraps: Bool = false
  ) -> String {
    var text = "<div class=\"scroll\"><table\(wraps ? " class=\"wrap\"" : "")><thead>"
    text += row(head, header: true, numeric: numeric) + "</thead><tbody>\n"
    for cells in rows { text += row(cells, numeric: numeric) + "\n" }
    return text + "</tbody></table></div>\n"
  }
}
