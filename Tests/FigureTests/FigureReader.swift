import Foundation
import FoundationXML

/// Reads an SVG figure: the texts that a reader sees, and every number that places something.
final class FigureReader: NSObject, XMLParserDelegate {
  struct Label {
    var text = ""
    /// The whole text where the label is short for it.
    var full: String?
    var size = 0.0
  }

  private(set) var labels: [Label] = []
  /// Attributes that hold something else than a finite number where they should.
  private(set) var broken: [String] = []
  private(set) var isWellFormed = false
  private(set) var width = ""
  private var label: Label?
  private var isTooltip = false

  init(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    isWellFormed = parser.parse()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    for (key, value) in attributes where !["font-family", "href", "style", "role", "xmlns"].contains(key) {
      let words = value.lowercased().split { !$0.isLetter }
      if words.contains("nan") || words.contains("inf") || words.contains("infinity") {
        broken.append("\(name) \(key)=\(value.prefix(80))")
      }
    }
    if name == "svg", width.isEmpty { width = attributes["width"] ?? "" }
    if name == "text" { label = Label(size: attributes["font-size"].flatMap(Double.init) ?? 0) }
    if name == "title" { isTooltip = true }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard var known = label else { return }
    if isTooltip { known.full = (known.full ?? "") + string } else { known.text += string }
    label = known
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "title" { isTooltip = false }
    guard name == "text", let done = label else { return }
    labels.append(done)
    label = nil
  }
}
