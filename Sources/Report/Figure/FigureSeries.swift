internal import Analysis
internal import Spec
internal import SweepModel

/// How each line of a curve looks, the same in every panel.
struct FigureSeries {
  /// The keys of all panels' lines in the curve's order, none first.
  let keys: [ParameterValue?]
  /// The colour of each key.
  private let colors: [String]
  let hasOverlay: Bool
  let hasFit: Bool
  /// Some point is made of fewer values than planned.
  let hasIncomplete: Bool
  /// Shaded bands are drawn for few lines, bars for many, which bands would bury.
  let usesBands: Bool
  /// More points on a line than this are not marked one by one.
  static let mostMarkers = 60
  /// Long streams are drawn without markers.
  let showsMarkers: Bool
  /// Words on the x axis have nothing between them that a line could stand for.
  let connects: Bool

  init(_ curve: Curve) {
    var found: Set<ParameterValue?> = []
    for panel in curve.panels { for series in panel.series { found.insert(series.key) } }
    let order = KeyOrder()
    let rest = found.subtracting(curve.keys).sorted { order.precedes($0, $1, of: nil) }
    keys = curve.keys.filter { found.contains($0) } + rest
    let declared = curve.definition.showsSeveralMetrics ? curve.colours : [:]
    colors = FigureSeries.colors(keys.map { key in key.flatMap { declared[$0.description] } })
    let all = curve.panels.flatMap(\.series)
    hasOverlay = curve.panels.contains { !$0.overlay.isEmpty }
    hasFit = all.contains { $0.fit != nil }
    let longest = all.map(\.points.count).max() ?? 0
    let figure = curve.asFigure
    showsMarkers = longest <= FigureSeries.mostMarkers && figure.marksPoints
    hasIncomplete = showsMarkers && all.flatMap(\.drawn).contains { $0.census.missing > 0 }
    connects = curve.xCategories == nil && figure.joinsPoints
    usesBands = connects && (keys.count <= 3 || !showsMarkers)
  }

  /// A colour for each line: the declared one, where the line is the last that declares it, or else one that no other
  /// line has.
  private static func colors(_ declared: [String?]) -> [String] {
    let taken = Set(declared.compactMap { $0 })
    guard !taken.isEmpty, declared.count <= Palette.distinctLimit else {
      return declared.indices.map { Palette.color($0, of: declared.count) }
    }
    var free = (0..<Palette.distinctLimit).map { Palette.color($0, of: Palette.distinctLimit) }
      .filter { !taken.contains($0) }
    return declared.enumerated().map { index, color in
      if let color, !declared[(index + 1)...].contains(color) { return color }
      return free.isEmpty ? FigureStyle.quiet : free.removeFirst()
    }
  }

  private func index(_ key: ParameterValue?) -> Int { keys.firstIndex(of: key) ?? 0 }

  /// A key that only the overlay has is drawn in grey.
  func color(_ key: ParameterValue?) -> String {
    keys.firstIndex(of: key).map { colors[$0] } ?? "#666666"
  }

  func dash(_ key: ParameterValue?) -> String? {
    hasOverlay ? nil : Palette.dash(index(key), of: keys.count)
  }

  func marker(_ key: ParameterValue?, x: Double, y: Double) -> String {
    Palette.marker(index(key), x: x, y: y, radius: keys.count > Palette.distinctLimit ? 2.8 : 3.4)
  }
}
