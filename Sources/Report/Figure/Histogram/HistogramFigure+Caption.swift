internal import Analysis
internal import Spec
internal import SweepModel

extension HistogramFigure {
  var caption: [String] {
    let lines = curve.panels.flatMap(\.series)
    var sentences = [shown] + CurveCaption.selection(definition, curve.names)
    guard let first = lines.first(where: { ($0.distribution?.counts.count ?? 0) > 0 })?.distribution,
      let low = first.edges.first, let high = first.edges.last
    else { return sentences + ["n = 0: no data yet."] }
    sentences.append(
      "\(first.counts.count) bin\(first.counts.count == 1 ? "" : "s") from \(NumberText.short(low)) to "
        + "\(NumberText.short(high))\(rule)\(lines.count > 1 ? ", the same for all lines and panels" : "").")
    sentences.append(counts)
    if let label = curve.labels.lines, FigureSeries(curve).keys.count > 1 {
      sentences.append("Colours: \(label.text).")
    }
    let all = lines.compactMap(\.distribution)
    let census = all.reduce(into: PointCensus()) { $0.add($1.census) }
    if let missing = census.missingText {
      sentences.append("Of \(census.planned) planned tasks, \(missing).")
    }
    if census.excluded > 0 { sentences.append("Excluded by the spec: \(census.excluded).") }
    let (below, above) = (all.reduce(0) { $0 + $1.below }, all.reduce(0) { $0 + $1.above })
    if below + above > 0 {
      sentences.append("Values outside of the bins, in no count or density: \(below) below, \(above) above.")
    }
    if let range = definition.figure.yRange {
      let beyond = curve.drawn.compactMap(\.value).filter { $0 > range.upperBound }.count
      if beyond > 0 { sentences.append("Bins that go on beyond the frame: \(beyond).") }
    }
    if !histogram.theory.isEmpty { sentences.append("Dashed: the density that the spec gives as theory.") }
    return sentences
  }

  /// "Distribution of accuracy over replicates, at step 100; densities, each line's area is 1."
  private var shown: String {
    let pooled = curve.pooledParameters.map { curve.names.parameter($0).text }
    var text = "Distribution of \(curve.labels.x.text) over replicates"
    if !curve.pooledParameters.isEmpty { text += ", \(CurveCaption.list(pooled))" }
    switch histogram.step {
    case .at(let step): text += ", at step \(step)"
    case .last: text += ", at each task's last step"
    case nil: break
    }
    return text + (histogram.height == .density ? "; densities: the area of each line is 1." : ".")
  }

  private var rule: String {
    switch histogram.bins {
    case .automatic: " by the rule of Freedman and Diaconis over all values"
    case .count, .width, .edges: ""
    }
  }

  /// n of each line, or where they are many, of the fewest and of the most.
  private var counts: String {
    let named = curve.panels.flatMap { panel in
      panel.series.map { line -> (n: Int, name: String) in
        let place = curve.place(panel: panel.key, line: line.key)
        return (line.distribution?.n ?? 0, place.joined(separator: ", "))
      }
    }
    let ns = named.map(\.n)
    guard let least = ns.min(), let most = ns.max() else { return "" }
    if named.count == 1 { return "n = \(least)." }
    if least == most { return "n = \(least) for each line." }
    if named.count > 8 { return "n = \(least) to \(most) for a line; the table below has each." }
    return "n = " + CurveCaption.list(named.map { "\($0.n) for \($0.name)" }) + "."
  }
}
