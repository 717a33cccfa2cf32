internal import Messages
internal import SweepModel
internal import Transport

/// Whether the bytes of an artifact are what the experiment declares: people open these files, and reports
/// show them, in programs that look at more than their names.
enum ContentCheck {
  private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// What makes an SVG image more than a picture: scripts, their handlers and links, other documents inside, and
  /// declarations that could write any of these in other words.
  private static let activeParts = [
    "<script", ":script", "<foreignobject", ":foreignobject", "<iframe", "<!entity", "<!doctype",
    "<?xml-stylesheet", "<handler", "<listener", "<set", "<animate", ":set", ":animate",
  ].map { Array($0.utf8) }

  /// What is wrong with the content, as the end of a sentence; nil where it is what it should be.
  static func problem(_ content: some Collection<UInt8>, mediaType: String) -> String? {
    switch mediaType {
    case "image/png":
      return content.starts(with: pngSignature) ? nil : "does not begin as a PNG image does"
    case "image/svg+xml": return problem(ofSVG: Array(content))
    default: return nil
    }
  }

  /// As ``problem(_:mediaType:)``, of a large file of which only the beginning is in memory.
  static func problem(ofBeginning content: [UInt8], mediaType: String) -> String? {
    guard mediaType != "image/svg+xml" else {
      return "has over \(ArtifactPieces.inlineLimit >> 10) KiB; save such a picture as image/png"
    }
    return problem(content, mediaType: mediaType)
  }

  private static func problem(ofSVG content: [UInt8]) -> String? {
    // A picture in another encoding would hide the rest from this look.
    guard content.first == UInt8(ascii: "<"), !content.contains(0),
      String(validating: content, as: UTF8.self) != nil
    else { return "is no SVG image in UTF-8" }
    let lower = content.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    guard lower.prefix(4096).contains(Array("<svg".utf8)) else { return "is no SVG image" }
    if activeParts.contains(where: { lower.contains($0) }) || hasHandler(lower) || hasLink(lower) {
      return "is an SVG image with scripts, links or declarations, which a picture does not need"
    }
    return nil
  }

  /// Whether an attribute is an event's handler: white space or a quote, "on", letters, white space, "=".
  private static func hasHandler(_ text: [UInt8]) -> Bool {
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0x0C]
    let separators = blanks.union([UInt8(ascii: "/"), UInt8(ascii: "\""), UInt8(ascii: "'")])
    var place = 1
    while place + 3 < text.count {
      defer { place += 1 }
      guard text[place] == UInt8(ascii: "o"), text[place + 1] == UInt8(ascii: "n"),
        separators.contains(text[place - 1])
      else { continue }
      var end = place + 2
      while end < text.count, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(text[end]) { end += 1 }
      guard end > place + 2 else { continue }
      while end < text.count, blanks.contains(text[end]) { end += 1 }
      if end < text.count, text[end] == UInt8(ascii: "=") { return true }
    }
    return false
  }

  /// Whether a link leads anywhere but to another part of the picture, or to a picture inside of it.
  private static func hasLink(_ text: [UInt8]) -> Bool {
    let allowed = ["\"#", "'#", "\"data:image/png;", "'data:image/png;"].map { Array($0.utf8) }
    var rest = text[...]
    while let found = rest.firstRange(of: Array("href".utf8)) {
      rest = rest[found.upperBound...]
      let value = rest.drop { $0 == UInt8(ascii: "=") || $0 == 0x20 || (0x09...0x0D).contains($0) }
      if value.startIndex > rest.startIndex, !allowed.contains(where: { value.starts(with: $0) }) {
        return true
      }
    }
    return false
  }
}
