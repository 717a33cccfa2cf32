internal import Analysis
internal import Spec

extension Curve {
  /// The curve as its kind draws it; the one place of this target that tells kinds apart.
  var asFigure: any CurveFigure {
    switch definition.kind {
    // Pictures are no curves, see ``PictureFigure``.
    case .curve, .pictures: LineFigure(curve: self)
    case .heatMap(let map): HeatMapFigure(curve: self, map: map)
    case .trajectory(let trajectory): TrajectoryFigure(curve: self, trajectory: trajectory)
    case .histogram(let histogram): HistogramFigure(curve: self, histogram: histogram)
    case .scaling(let scaling): ScalingFigure(curve: self, scaling: scaling)
    }
  }
}
