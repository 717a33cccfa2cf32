internal import Spec

extension CurveColumns {
  /// Of histograms, whose x is the middle of a bin.
  static let histogram = CurveColumns(
    header: ["bin-lower", "bin-upper", "count", "density"],
    isFilled: { kind in
      if case .histogram = kind { true } else { false }
    },
    cells: { point in
      guard let bin = point.bin else { return ["", "", "", ""] }
      return [text(bin.lower), text(bin.upper), String(bin.count), text(bin.density)]
    })
}
