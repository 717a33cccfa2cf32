internal import Analysis
internal import SweepModel

/// How each line of a curve looks, the same in every panel.
struct FigureSeries {
  /// The keys of all panels' lines, rising, none first.
  let keys: [ParameterValue?]
  let hasOverlay: Bool
  let hasFit: Bool
  /// Some point is made of fewer values than planned.
  let hasIncomplete: Bool
  /// Shaded bands are drawn for few lines, bars for many, which bands would bury.
  let usesBands: Bool
  /// Long streams are drawn without markers.
  let showsMarkers: Bool
  /// Words on the x axis have nothing between them that a line could stand for.
  let connects: Bool

  init(_ curve: Curve) {
    var found: Set<ParameterValue?> = []
    for panel in curve.panels { for series in panel.series { found.insert(series.key) } }
    let listed = curve.definition.metrics.map { ParameterValue.text($0) }
    let sorted = found.sorted { left, right in
      switch (left, right) {
      case (let left?, let right?): left < right
      case (nil, .some): true
      default: false
      }
    }
    // Metrics keep the order in which the spec lists them.
    keys = curve.definition.moreY.isEmpty ? sorted : listed.filter { found.contains($0) }
    let all = curve.panels.flatMap(\.series)
    hasOverlay = curve.panels.contains { !$0.overlay.isEmpty }
    hasFit = all.contains { $0.fit != nil }
    let longest = all.map(\.points.count).max() ?? 0
    // The steps of a trajectory lie too close to be marked.
    showsMarkers = longest <= 60 && curve.definition.kind != .trajectory
    hasIncomplete = showsMarkers && all.flatMap(\.points).contains { $0.n > 0 && $0.census.missing > 0 }
    // The points of a scaling are joined by their fit.
    connects = curve.xCategories == nil && curve.definition.kind != .scaling
    usesBands = connects && (keys.count <= 3 || !showsMarkers)
  }

  private func index(_ key: ParameterValue?) -> Int { keys.firstIndex(of: key) ?? 0 }

  /// A key that only the overlay has is drawn in grey.
  func color(_ key: ParameterValue?) -> String {
    keys.contains(key) ? Palette.color(index(key), of: keys.count) : "#666666"
  }

  func dash(_ key: ParameterValue?) -> String? {
    hasOverlay ? nil : Palette.dash(index(key), of: keys.count)
  }

  func marker(_ key: ParameterValue?, x: Double, y: Double) -> String {
    Palette.marker(index(key), x: x, y: y, radius: keys.count > Palette.distinctLimit ? 2.8 : 3.4)
  }
}
