import Foundation
import FoundationXML

@testable import Report

/// Reads the texts of a figure and where they are, with the widest font a reader may have.
final class SVGReader: NSObject, XMLParserDelegate {
  struct Text: CustomStringConvertible {
    var content = ""
    var x = 0.0
    var y = 0.0
    var size = 12.0
    var anchor = "start"
    var isTurned = false

    private var width: Double { TextWidth.of(content, size: size) }
    var left: Double { anchor == "end" ? x - width : anchor == "middle" ? x - width / 2 : x }
    var right: Double { left + width }
    var description: String { "\(content) at \(x), \(y)" }
  }

  private(set) var texts: [Text] = []
  private(set) var height = 0.0
  private var current: Text?
  private var isTooltip = false

  private func viewBoxHeight(_ box: String?) -> Double {
    box.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) } ?? 0
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? 0 }
    if name == "svg", height == 0 { height = viewBoxHeight(attributes["viewBox"]) }
    if name == "title" { isTooltip = true }
    guard name == "text" else { return }
    current = Text(
      x: number("x"), y: number("y"), size: number("font-size"), anchor: attributes["text-anchor"] ?? "start",
      isTurned: attributes["transform"] != nil)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if !isTooltip { current?.content += string }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "title" { isTooltip = false }
    guard name == "text", let text = current else { return }
    texts.append(text)
    current = nil
  }
}
