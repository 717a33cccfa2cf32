internal import Foundation

/// Colours, marker shapes and dash patterns that keep lines apart, also without colour.
enum Palette {
  /// Okabe and Ito 2008, "Color universal design"; yellow is left out, since it fades on white.
  private static let distinct = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#7f7f7f",
  ]

  /// Viridis (van der Walt and Smith 2015) at tenths, up to where it gets too bright for white paper.
  private static let viridis: [(Double, Double, Double)] = [
    (68, 1, 84), (72, 36, 117), (65, 68, 135), (53, 95, 141), (42, 120, 142), (33, 145, 140),
    (34, 168, 132), (68, 191, 112), (122, 209, 81), (165, 205, 40),
  ]

  /// The most lines that distinct colours serve; more are drawn along viridis in their order.
  static let distinctLimit = 8

  static func color(_ index: Int, of count: Int) -> String {
    if count <= distinctLimit { return distinct[max(0, index) % distinct.count] }
    let place = Double(max(0, index)) / Double(max(1, count - 1)) * Double(viridis.count - 1)
    let lower = min(viridis.count - 2, Int(place))
    let weight = min(1, place - Double(lower))
    let (from, to) = (viridis[lower], viridis[lower + 1])
    func part(_ a: Double, _ b: Double) -> String {
      let value = Int((a + (b - a) * weight).rounded())
      let text = String(max(0, min(255, value)), radix: 16)
      return text.count < 2 ? "0" + text : text
    }
    return "#" + part(from.0, to.0) + part(from.1, to.1) + part(from.2, to.2)
  }

  /// Dash patterns of the lines where no overlay is drawn, which has the dashes otherwise.
  static func dash(_ index: Int, of count: Int) -> String? {
    guard count <= distinctLimit else { return nil }
    let patterns: [String?] = [nil, "7 3", "2 2.5", "9 3 2 3", "4 2", nil, "7 3", "2 2.5"]
    return patterns[max(0, index) % patterns.count]
  }

  /// The dashes of an overlay.
  static let overlayDash = "5 4"

  /// The mark of an overlay's point, as an SVG path to be stroked.
  static func cross(x: Double, y: Double) -> String {
    "M\(number(x - 3)) \(number(y - 3))l6 6m0 -6l-6 6"
  }

  /// The outline of a marker around a point, as an SVG path.
  static func marker(_ index: Int, x: Double, y: Double, radius r: Double) -> String {
    func polygon(_ corners: Int, turn: Double, size: Double) -> String {
      let points = (0..<corners).map { corner in
        let angle = 2 * Double.pi * (Double(corner) / Double(corners) + turn) - Double.pi / 2
        return "\(number(x + size * cos(angle))) \(number(y + size * sin(angle)))"
      }
      return "M" + points.joined(separator: "L") + "Z"
    }
    switch max(0, index) % 7 {
    case 0:
      let d = number(2 * r)
      return "M\(number(x - r)) \(number(y))a\(number(r)) \(number(r)) 0 1 0 \(d) 0"
        + "a\(number(r)) \(number(r)) 0 1 0 -\(d) 0Z"
    case 1: return polygon(4, turn: 0.125, size: r * 1.25)
    case 2: return polygon(3, turn: 0, size: r * 1.35)
    case 3: return polygon(4, turn: 0, size: r * 1.35)
    case 4: return polygon(3, turn: 0.5, size: r * 1.35)
    case 5: return polygon(5, turn: 0, size: r * 1.2)
    default: return polygon(6, turn: 0, size: r * 1.15)
    }
  }

  /// A coordinate with at most two decimals: more would only lengthen the file.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    let digits = rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)"
    return "\(sign)\(whole).\(digits)"
  }
}
