import Spec

/// What a kind alone has, to be changed in place.
extension CurveDefinition {
  var line: LineCurve {
    get { if case .curve(let line) = kind { line } else { LineCurve(x: "", metrics: []) } }
    set { kind = .curve(newValue) }
  }
}
