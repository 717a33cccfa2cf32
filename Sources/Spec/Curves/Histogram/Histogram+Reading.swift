internal import SweepModel

extension Histogram {
  /// The values of the metric `x`, in bins.
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    let (node, schema) = (entry.node, entry.schema)
    guard let x = checker.required("x", node, Histogram.self), let mark = node["x"]?.mark else { return nil }
    var histogram = Histogram(x: x)
    histogram.step = checker.step(node["step"])
    if let known = schema.metric(x) {
      if let place = node["step"]?.mark, histogram.step != nil, !known.isStreamed {
        checker.report(
          place, "`step` with metric `\(x)`, which is not streamed",
          expected: checker.streamedNames(schema) ?? "no `step`: the experiment streams no metric")
      } else if histogram.step == nil, !known.isFinal {
        // The last values are what a metric that is only streamed ends with.
        histogram.step = .last
      }
    } else {
      checker.checkMetric(.init(name: x, mark: mark), schema, x: nil)
    }
    histogram.lines = checker.series(entry)
    histogram.height = checker.word("y", node) ?? .count
    if let bins = node["bins"], !bins.isNull { histogram.bins = checker.bins(bins) ?? .automatic }
    if let theory = node["theory"], !theory.isNull {
      histogram.theory = checker.places(theory)
      if histogram.height != .density {
        checker.report(
          theory.mark, "`theory`, which is a density, over counts",
          expected: "`y: density`, which does not depend on n and on the bins")
      }
    }
    checkRange(histogram, entry, checker)
    return CurveDefinition(name: entry.name, kind: .histogram(histogram))
  }

  /// Reports an `x-range` that says something else than the bins.
  private static func checkRange(_ histogram: Histogram, _ entry: CurveEntry, _ checker: SpecChecker) {
    guard let node = entry.node["x-range"], !node.isNull else { return }
    switch histogram.bins {
    case .automatic, .count: break
    case .edges:
      checker.report(node.mark, "`x-range` beside the edges of `bins`", expected: "one of them")
    case .width(let width):
      // A range that is no range is reported with the figure's other keys.
      let ends = checker.items(node, "`x-range`").compactMap(\.plainText).compactMap(Double.init)
      guard ends.count == 2, ends[0] < ends[1] else { return }
      let count = (ends[1] - ends[0]) / width
      if abs(count - count.rounded()) > 1e-9 * max(1, count) {
        checker.report(
          node.mark, "an `x-range` that is no multiple of the bins' width \(width)",
          expected: "a range that whole bins fill, or `bins` as a number")
      }
    }
  }
}

extension SpecChecker {
  /// A step from 0, or `last`.
  fileprivate func step(_ node: SpecNode?) -> Histogram.Step? {
    guard let node, !node.isNull else { return nil }
    if node.plainText == "last" { return .last }
    guard let text = node.plainText, let step = Int(text), step >= 0 else {
      report(node.mark, "\(node.kindName) for `step`", expected: "a step, 0 or more, or `last`")
      return nil
    }
    return .at(step)
  }

  /// A number of bins, `{width: NUMBER}`, or a list of edges.
  fileprivate func bins(_ node: SpecNode) -> HistogramBins? {
    let expected = "a number of bins, {width: NUMBER}, or a list of edges such as [0, 0.5, 1]"
    if node.entries != nil {
      guard let entry = fields(node, "`bins`", allowed: SpecKeys.bins).first else {
        if node.entries?.isEmpty == true { report(node.mark, "`bins` of nothing", expected: expected) }
        return nil
      }
      guard let width = real(entry.value, "`width`") else { return nil }
      guard width > 0 else {
        report(entry.value.mark, "a width of \(width) for `bins`", expected: "a width above 0")
        return nil
      }
      return .width(width)
    }
    if case .list = node.content {
      let items = items(node, "`bins`")
      guard (2...HistogramBins.most + 1).contains(items.count) else {
        report(
          node.mark, "\(items.count) edges in `bins`", expected: "2 to \(HistogramBins.most + 1) of them")
        return nil
      }
      let edges = items.compactMap { real($0, "an edge") }
      guard edges.count == items.count else { return nil }
      for (index, pair) in zip(edges, edges.dropFirst()).enumerated() where pair.0 >= pair.1 {
        report(
          items[index + 1].mark, "\(pair.1) after \(pair.0) in the edges of `bins`", expected: "rising edges")
        return nil
      }
      return .edges(edges)
    }
    let kind = ParameterDefinition.Kind.integer(1...HistogramBins.most)
    guard let number = node.plainText, Int(number) != nil else {
      report(node.mark, "\(node.kindName) for `bins`", expected: expected)
      return nil
    }
    guard case .integer(let count)? = value(node, kind, "`bins`") else { return nil }
    return .count(count)
  }

  /// `[[x, density], ...]`.
  fileprivate func places(_ node: SpecNode) -> [Histogram.Place] {
    var places: [Histogram.Place] = []
    let items = fewItems(node, "`theory`")
    if items.count < 2 {
      report(node.mark, "\(items.count) points in `theory`", expected: "at least two, as [[x, density], ...]")
    }
    for item in items {
      guard case .list(let pair) = item.content, pair.count == 2 else {
        report(item.mark, "\(item.kindName) as a point of `theory`", expected: "[x, density]")
        return []
      }
      guard let x = real(pair[0], "x"), let y = real(pair[1], "a density") else { return [] }
      if y < 0 {
        report(pair[1].mark, "a density of \(y) in `theory`", expected: "0 or more")
        return []
      }
      if let last = places.last, last.x >= x {
        report(pair[0].mark, "x \(x) after \(last.x) in `theory`", expected: "rising x")
        return []
      }
      places.append(.init(x: x, y: y))
    }
    return places
  }
}
