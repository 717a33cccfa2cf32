internal import SweepModel

/// A census as a bar and in words. The bar is an image by itself, so that no style stands in the page.
enum CensusBar {
  private static let states: [TaskStatus] = [.done, .failed, .cancelled, .excluded, .running, .pending]

  /// Each state that tasks are in has a part that can be seen.
  static func bar(_ census: Census) -> String {
    let parts = states.map { (name: $0.rawValue, count: census[$0]) }.filter { $0.count > 0 }
    let words = parts.map { "\($0.count) \($0.name)" }.joined(separator: ", ")
    var html =
      "<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
    html += "\(census.planned) planned: \(words)\">"
    let total = Double(max(1, parts.reduce(0) { $0 + $1.count }))
    let least = 6.0
    let widths = parts.map { max(least, 1000 * Double($0.count) / total) }
    let scale = 1000 / max(1, widths.reduce(0, +))
    var x = 0.0
    for (part, width) in zip(parts, widths) {
      let wide = width * scale
      html +=
        "<rect class=\"\(part.name)\" x=\"\(hundredth(x))\" y=\"0\" width=\"\(hundredth(wide))\" height=\"10\"/>"
      x += wide
    }
    return html + "</svg>"
  }

  /// planned = done + ..., zeros left out, each with its colour.
  static func words(_ census: Census, links address: String? = nil) -> String {
    var html = "<ul class=\"census\"><li><b>\(ShortText.count(census.planned))</b> planned</li>"
    for status in states {
      let (name, count) = (status.rawValue, census[status])
      guard count > 0 || status == .done else { continue }
      let text = "<i class=\"dot \(name)\"></i><b>\(ShortText.count(count))</b> \(name)"
      if let address, status != .excluded {
        html += "<li><a href=\"\(address)?status=\(name)\">\(text)</a></li>"
      } else {
        html += "<li>\(text)</li>"
      }
    }
    return html + "</ul>"
  }

  private static func hundredth(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return hundredths % 100 == 0 ? "\(hundredths / 100)" : "\(Double(hundredths) / 100)"
  }
}
