internal import SweepModel

extension LineCurve {
  var members: [String: JSONValue] {
    var members = StoredCurveContext.axes(
      x: x, y: y, series: lines, crossing: crossing, fit: fit, xScale: xScale, yScale: yScale)
    if metrics.count > 1 { members["more-y"] = .words(Array(metrics.dropFirst())) }
    if !theory.isEmpty { members["theory"] = .words(theory) }
    if let overlay { members["overlay"] = overlay.json }
    return members
  }

  init?(stored json: JSONValue, _ context: StoredCurveContext) {
    guard let x = json["x"]?.text, let y = json["y"]?.text,
      let xScale = json["x-scale"]?.text.flatMap(CurveDefinition.Scale.init),
      let yScale = json["y-scale"]?.text.flatMap(CurveDefinition.Scale.init)
    else { return nil }
    self.init(
      x: x, metrics: [y] + (json["more-y"]?.list?.compactMap(\.text) ?? []), lines: json["series"]?.text)
    self.xScale = xScale
    self.yScale = yScale
    crossing = json["crossing"]?.number
    fit = json["fit"]?.text.flatMap(CurveDefinition.Fit.init)
    theory = json["theory"]?.list?.compactMap(\.text) ?? []
    guard let stored = json["overlay"] else { return }
    guard let overlay = CurveDefinition.Overlay(json: stored, catalog: context.catalog) else { return nil }
    self.overlay = overlay
  }
}
