/// What a figure shows, and how: one case for each kind, with what that kind alone has.
///
/// A kind is a folder here, in Analysis and in Report. This file is where the kinds are listed.
package enum CurveKind: Sendable, Hashable {
  case curve(LineCurve)
  case heatMap(HeatMap)
  case trajectory(Trajectory)
  case scaling(Scaling)
  case histogram(Histogram)
  case pictures(Pictures)

  /// In the order in which messages and docs/spec.md list them; the first is the default.
  static let contents: [any CurveContent.Type] = [
    LineCurve.self, HeatMap.self, Trajectory.self, Scaling.self, Histogram.self, Pictures.self,
  ]

  var content: any CurveContent {
    switch self {
    case .curve(let curve): curve
    case .heatMap(let map): map
    case .trajectory(let trajectory): trajectory
    case .scaling(let scaling): scaling
    case .histogram(let histogram): histogram
    case .pictures(let pictures): pictures
    }
  }
}
