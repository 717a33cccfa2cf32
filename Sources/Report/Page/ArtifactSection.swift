/// Images that tasks left behind.
enum ArtifactSection {
  /// Larger images would make the page hard to send.
  private static let sizeLimit = 4 << 20

  static func html(_ input: ReportInput) -> String {
    guard !input.artifacts.isEmpty else { return "" }
    var html = "<section>\n<h2>Artifacts</h2>\n<div class=\"images\">\n"
    for artifact in input.artifacts {
      let name = Markup.escape(artifact.name)
      if artifact.mediaType == "image/png", artifact.bytes.count <= sizeLimit {
        html += "<figure><img alt=\"\(name)\" src=\"data:image/png;base64,\(base64(artifact.bytes))\">"
        html += "<figcaption>\(name)</figcaption></figure>\n"
      } else {
        let size = "\(artifact.bytes.count) bytes"
        html += "<p>\(name) <span class=\"note\">\(Markup.escape(artifact.mediaType)), \(size)</span></p>\n"
      }
    }
    return html + "</div>\n</section>\n"
  }

  /// RFC 4648, section 4.
  static func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var word: UInt32 = 0
      for offset in 0..<3 { word = word << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for place in 0..<4 {
        let letter = letters[Int(word >> UInt32(18 - 6 * place) & 63)]
        text.append(place <= count ? letter : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
