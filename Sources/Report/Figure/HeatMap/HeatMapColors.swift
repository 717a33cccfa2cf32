/// Colours of a heat map: from light to dark, so that they keep their order in grey, on paper and for every
/// kind of colour vision, and so that ink goes where there is something.
enum HeatMapColors {
  /// YlGnBu (Brewer, Hatchard and Harrower 2003, "ColorBrewer in print"), without the darkest, on which the
  /// frame would vanish.
  private static let stops: [(Double, Double, Double)] = [
    (255, 255, 217), (237, 248, 177), (199, 233, 180), (127, 205, 187), (65, 182, 196), (29, 145, 192),
    (34, 94, 168), (37, 52, 148),
  ]

  /// - Parameter share: 0 for the least value to 1 for the most.
  static func fill(_ share: Double) -> String {
    let (red, green, blue) = mix(share)
    func part(_ value: Double) -> String {
      let text = String(max(0, min(255, Int(value.rounded()))), radix: 16)
      return text.count < 2 ? "0" + text : text
    }
    return "#" + part(red) + part(green) + part(blue)
  }

  /// Black or white, whichever reads better on the fill, by its relative luminance (WCAG 2, with the square for
  /// the exponent 2.4). The limit is above the 0.18 of equal contrast ratios: small black letters on saturated
  /// blue are hard to read.
  static func ink(_ share: Double) -> String {
    let (red, green, blue) = mix(share)
    func linear(_ value: Double) -> Double { (value / 255) * (value / 255) }
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    return luminance > 0.25 ? FigureStyle.ink : "#ffffff"
  }

  private static func mix(_ share: Double) -> (Double, Double, Double) {
    let place = (share.isFinite ? max(0, min(1, share)) : 0) * Double(stops.count - 1)
    let lower = max(0, min(stops.count - 2, Int(place)))
    let weight = min(1, place - Double(lower))
    let (from, to) = (stops[lower], stops[lower + 1])
    return (
      from.0 + (to.0 - from.0) * weight, from.1 + (to.1 - from.1) * weight,
      from.2 + (to.2 - from.2) * weight
    )
  }
}
