internal import Analysis
internal import Foundation
internal import Spec
internal import SweepModel

/// Ways through the plane of two metrics.
struct TrajectoryFigure: CurveFigure {
  let curve: Curve
  let trajectory: Trajectory

  func extent(of points: [CurvePoint]) -> (xs: [Double], ys: [Double]) {
    let traces = curve.panels.flatMap(\.series).flatMap(\.traces).flatMap(\.places)
    return (
      points.map(\.x) + traces.map(\.x) + trajectory.markers.map(\.x),
      points.compactMap(\.value) + traces.map(\.y) + trajectory.markers.map(\.y)
    )
  }

  let mayStartAtZero = false
  var hasEqualAspect: Bool { trajectory.hasEqualAspect }
  var isClipped: Bool { definition.figure.yRange != nil || definition.figure.xRange != nil }
  /// The steps lie too close to be marked.
  let marksPoints = false
  var legendEntries: [(swatch: Legend.Swatch, label: String)] { [(.start, "start"), (.end, "end")] }

  func content(of panel: CurvePanel?, in drawing: PanelDrawing) -> String {
    let markers = panel.map { panel in trajectory.markers.filter { $0.isIn(panel: panel.key) } }
    return drawing.trajectories(panel?.series ?? [], markers: markers ?? [])
  }

  let place = "step"
  let intervalPlace = "In the table"
  let pointHead = ["step"]
  var valueHead: String { "\(definition.statistic.rawValue) of \(curve.labels.y.text)" }

  var caption: [String] {
    let lines = curve.panels.flatMap(\.series)
    let traced = lines.filter { !$0.traces.isEmpty }.count
    var sentences = CurveCaption.sentences(self)
    let drawn = lines.map(\.traces.count).max() ?? 0
    if traced > 0 {
      let single = curve.pooledParameters.isEmpty ? "replicates" : "tasks"
      let used = lines.flatMap(\.points).map(\.census.used).max() ?? 0
      sentences.append(drawn < used ? "Faint: the first \(drawn) \(single)." : "Faint: the single \(single).")
    }
    let steps = lines.flatMap(\.points).compactMap(\.step)
    if let first = steps.min(), let last = steps.max() {
      sentences.append("From step \(first), hollow dot, to step \(last), arrow.")
    }
    if !trajectory.markers.isEmpty {
      var named: [String] = []
      for marker in trajectory.markers {
        let text = "\(marker.name) (\(NumberText.short(marker.x)), \(NumberText.short(marker.y)))"
        if !named.contains(text) { named.append(text) }
      }
      // Those of single panels are named in the panels.
      let everywhere = trajectory.markers.allSatisfy(\.panels.isEmpty)
      sentences.append(
        everywhere ? "Crosses: \(CurveCaption.list(named))." : "Crosses: named places, by panel.")
    }
    return sentences
  }

  /// Where the means end, and how much longer than straight their ways are.
  var headline: String? {
    var detours: [Double] = []
    var (arrived, ends, goal) = (0, 0, "")
    for panel in curve.panels {
      let markers = trajectory.markers.filter { $0.isIn(panel: panel.key) }
      for line in panel.series {
        let places = line.drawn.compactMap { point in point.value.map { (x: point.x, y: $0) } }
        guard let first = places.first, let last = places.last, places.count > 1 else { continue }
        let way = zip(places, places.dropFirst()).reduce(0) { $0 + hypot($1.1.x - $1.0.x, $1.1.y - $1.0.y) }
        let chord = hypot(last.x - first.x, last.y - first.y)
        if chord > 0, (way / chord).isFinite { detours.append(way / chord) }
        ends += 1
        // The first marker is where the way should lead.
        guard let target = markers.first else { continue }
        goal = target.name
        let nearest = markers.min {
          hypot($0.x - last.x, $0.y - last.y) < hypot($1.x - last.x, $1.y - last.y)
        }
        if nearest == target { arrived += 1 }
      }
    }
    guard let least = detours.min(), let most = detours.max() else { return nil }
    let (low, high) = (NumberText.short(least, digits: 3), NumberText.short(most, digits: 3))
    let length = low == high ? low : "\(low) to \(high)"
    var sentence =
      "The mean way of \(curve.labels.x.text) and \(curve.labels.y.text) is \(length) times as long as straight"
    if !goal.isEmpty { sentence += ", and ends nearest to \(goal) on \(arrived) of \(ends) lines" }
    return sentence + "."
  }
}
