import Foundation
import FoundationXML
import TestSupport

/// What a figure says in numbers: every shape with its place, and the numbers along the axes and in cells.
///
/// Words are left out with their places, so are the legend, which is as wide as its words, and the size of the whole,
/// which follows from it. So two drawings of the same numbers that differ in what they call things are the same here.
final class FigureNumbers: NSObject, XMLParserDelegate {
  private(set) var lines: [String] = []
  private var depth = 0
  /// The depth of the legend's group while inside of it.
  private var legend: Int?
  private var text: (attributes: String, content: String)?
  private var isTooltip = false

  /// - Throws: where the figure is no well-formed XML.
  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else {
      throw GaveUp(description: "a figure that is no XML: \(parser.parserError.map { "\($0)" } ?? "")")
    }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    depth += 1
    if depth == 2, name == "g", attributes == ["fill": "none"] { legend = depth }
    if name == "title" || name == "desc" { isTooltip = true }
    guard legend == nil, depth > 1, !isTooltip else { return }
    if depth == 2, name == "rect", attributes["x"] == nil { return }
    let shown = attributes.sorted { $0.key < $1.key }.map { key, value in
      "\(key)=\(key == "href" ? "\(value.count) characters" : value)"
    }.joined(separator: " ")
    if name == "text" {
      text = (shown, "")
    } else {
      lines.append("\(name) \(shown)")
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if !isTooltip { text?.content += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "title" || name == "desc" { isTooltip = false }
    if legend == depth { legend = nil }
    depth -= 1
    guard name == "text", let done = text else { return }
    text = nil
    // "0.5", "2×10⁻³", "0.1–0.4", "n 3", "n = 12"
    if done.content.wholeMatch(of: /(n (= )?)?[0-9.,eE+×–⁻⁰¹²³⁴⁵⁶⁷⁸⁹-]+/) != nil {
      lines.append("text \(done.attributes): \(done.content)")
    }
  }
}
