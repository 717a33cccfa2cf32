internal import Spec

extension CurveColumns {
  /// Of trajectories, whose x is a metric.
  static let trajectory = CurveColumns(
    header: ["step", "x-lower", "x-upper"],
    isFilled: { kind in
      if case .trajectory = kind { true } else { false }
    },
    cells: { [$0.step.map(String.init) ?? "", text($0.xLower), text($0.xUpper)] })
}
