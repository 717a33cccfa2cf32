import Foundation
import Spec
import SweepModel

@testable import Analysis
@testable import Experiments
@testable import Report

/// Draws and exports everything of a sweep with made-up results, and says what is wrong with it.
struct FigureCheck {
  private(set) var problems: [String] = []

  init(_ sweep: Sweep, number: Int) {
    guard let results = SyntheticResults(sweep, seed: number) else { return }
    let curves = SweepCurves.build(
      sweep, tasks: results.tasks, catalog: .builtIn, streams: results.streams, overlay: results.overlay)
    let restored = try? Sweep(resolvedJSON: sweep.resolvedJSON, catalog: .builtIn)
    if restored?.id != sweep.id || restored?.curves != sweep.curves || restored?.pictures != sweep.pictures {
      problems.append("the stored spec is read back as another one")
    }
    for curve in curves {
      check(curve, SyntheticResults.ranges(sweep, curve.definition))
      // A figure of its own width is on the page too.
      for width: Double? in [nil, number.isMultiple(of: 2) ? 280 : 1040] {
        check(SVGFigure.file(curve, width: width), of: curve)
      }
      _ = TextPlot().render(curve)
    }
    for figure in results.pictures(sweep) {
      let reader = FigureReader(PictureDrawing(figure).file())
      if !reader.isWellFormed { problems.append("\(figure.definition.name): broken SVG") }
      if !reader.broken.isEmpty { problems.append("\(figure.definition.name): \(reader.broken)") }
    }
    for text in [CurveTable.csv(curves), CurveTable.json(curves)] where text.isEmpty {
      problems.append("an empty table")
    }
    if (try? JSONSerialization.jsonObject(with: Data(CurveTable.json(curves).utf8))) == nil {
      problems.append("curves that are no JSON")
    }
    let table = TaskTable(sweep: sweep.name, tasks: results.tasks, layout: .wide)
    if (try? JSONSerialization.jsonObject(with: Data(table.json(results.tasks).utf8))) == nil {
      problems.append("tasks that are no JSON")
    }
    var input = ReportInput(
      sweepName: sweep.name, sweepID: "\(sweep.id)", experiment: sweep.experiment,
      experimentVersion: sweep.version, specText: "", census: Census())
    input.curves = curves
    input.pictures = results.pictures(sweep)
    input.tasks = results.tasks
    let page = HTMLReport.render(input)
    if !page.hasSuffix("</html>\n") { problems.append("a page that does not end") }
    for sentence in Headline.sentences(input) where sentence.contains("nan") || sentence.contains("inf ") {
      problems.append(sentence)
    }
  }

  private mutating func check(_ curve: Curve, _ ranges: [String: ClosedRange<Double>]) {
    let name = curve.definition.name
    let caption = CurveCaption.text(curve)
    if curve.definition.source == nil, !caption.contains("n = "), !caption.contains("no data yet") {
      problems.append("\(name): a caption without n: \(caption)")
    }
    if curve.asFigure is HistogramFigure {
      checkBins(curve)
      return
    }
    checkCount(curve, caption)
    for panel in curve.panels {
      for line in panel.series {
        let metric =
          curve.definition.showsSeveralMetrics
          ? line.key?.description ?? "" : curve.definition.metrics.first ?? ""
        for point in line.points { check(point, ranges[metric], of: curve) }
        let xs = line.drawn.map(\.x)
        if let x = line.crossing?.x, x < xs.min() ?? .infinity || x > xs.max() ?? -.infinity {
          problems.append("\(name): a crossing at \(x), off the points \(xs)")
        }
        if let fit = line.fit, fit.n + fit.leftOut != line.drawn.count {
          problems.append("\(name): a fit of \(fit.n) and \(fit.leftOut) of \(line.drawn.count) points")
        }
      }
      for line in panel.overlay {
        let metric = curve.definition.overlay?.y ?? ""
        for point in line.points { check(point, ranges[metric], of: curve) }
      }
    }
  }

  /// All lines have the same bins, every planned task is somewhere, and densities have an area of 1.
  private mutating func checkBins(_ curve: Curve) {
    let name = curve.definition.name
    let found = curve.panels.flatMap(\.series).compactMap(\.distribution)
    if Set(found.map(\.edges)).count > 1 { problems.append("\(name): other bins in other panels") }
    for line in found {
      if line.n + line.below + line.above + line.census.missing != line.census.planned {
        problems.append("\(name): \(line.n) of \(line.census.planned) tasks in bins")
      }
      let densities = line.counts.indices.compactMap(line.density)
      guard line.n > 0, densities.count == line.counts.count else { continue }
      let area = zip(densities, zip(line.edges, line.edges.dropFirst())).reduce(0) { sum, bin in
        sum + bin.0 * (bin.1.1 - bin.1.0)
      }
      if abs(area - 1) > 1e-9 { problems.append("\(name): densities with an area of \(area)") }
    }
  }

  /// n in the caption is what the points have.
  private mutating func checkCount(_ curve: Curve, _ caption: String) {
    let points = curve.panels.flatMap(\.series).flatMap(\.points).filter { $0.census.planned > 0 }
    guard let least = points.map(\.n).min(), let most = points.map(\.n).max(), most > 0 else { return }
    let n = least == most ? "n = \(least) at" : "n = \(least) to \(most) at"
    if !caption.contains(n) { problems.append("\(curve.definition.name): `\(n)` is not in: \(caption)") }
  }

  private mutating func check(_ point: CurvePoint, _ range: ClosedRange<Double>?, of curve: Curve) {
    let name = curve.definition.name
    guard let value = point.value else {
      if point.lower != nil || point.upper != nil { problems.append("\(name): an interval of nothing") }
      return
    }
    for number in [value, point.lower, point.upper].compactMap({ $0 }) where !number.isFinite {
      problems.append("\(name): \(number) at \(point.x)")
    }
    if let lower = point.lower, let upper = point.upper {
      if lower > upper { problems.append("\(name): an interval from \(lower) to \(upper)") }
      if let range, lower < range.lowerBound || upper > range.upperBound {
        problems.append("\(name): the interval \(lower) to \(upper) leaves \(range)")
      }
    }
    if point.isDrawable, !(curve.asFigure is TrajectoryFigure) {
      let isShown = curve.area.shows(x: point.x, y: value)
      if !isShown { problems.append("\(name): a point off the axes is drawn: \(point.x), \(value)") }
    }
  }

  private mutating func check(_ svg: String, of curve: Curve) {
    let name = curve.definition.name
    let reader = FigureReader(svg)
    if !reader.isWellFormed { problems.append("\(name): broken SVG") }
    if !reader.broken.isEmpty { problems.append("\(name): \(reader.broken)") }
    if !reader.width.hasSuffix("mm") { problems.append("\(name): no size in print: \(reader.width)") }
    // One short label for several texts would be taken for one of them.
    var meanings: [String: Set<String>] = [:]
    for label in reader.labels where label.full != nil {
      meanings[label.text, default: []].insert(label.full ?? "")
    }
    let titles = Set([curve.definition.figure.title, curve.definition.figure.yLabel].compactMap { $0 })
    for (label, texts) in meanings where texts.subtracting(titles).count > 1 {
      problems.append("\(name): `\(label)` stands for \(texts.sorted())")
    }
    let figure = curve.asFigure
    guard !(figure is HeatMapFigure) else { return }
    let layout = FigureLayout(figure, width: 720)
    if let ticks = layout.panels.first?.xTicks.major {
      if curve.hasWholeX, curve.xCategories == nil, ticks.contains(where: { $0.value != $0.value.rounded() })
      {
        problems.append("\(name): ticks between whole numbers: \(ticks.map(\.label))")
      }
      if curve.xCategories == nil, Set(ticks.map(\.label)).count < ticks.count {
        problems.append("\(name): equal ticks: \(ticks.map(\.label))")
      }
    }
  }
}

extension SyntheticResults {
  /// Where the metrics of a curve lie by definition.
  static func ranges(_ sweep: Sweep, _ definition: CurveDefinition) -> [String: ClosedRange<Double>] {
    CurveFacts(definition, in: sweep, catalog: .builtIn).ranges
  }
}
