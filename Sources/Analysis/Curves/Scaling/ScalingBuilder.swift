internal import Foundation
package import Spec
package import SweepModel

/// Makes a scaling: where the lines of a curve cross its level, against the parameter that tells them apart
/// (as Liang et al. 2024, Fig 5c, from Fig 5a and b).
package enum ScalingBuilder {
  /// - Parameters:
  ///   - definition: of kind scaling; its y is the source's x, or a metric that is read off at the crossing.
  ///   - source: the curve that it is `of`, with its crossings, refined ones included.
  ///   - tasks: all tasks of the sweep.
  package static func build(
    definition: CurveDefinition, of source: Curve, tasks: [TaskRecord], facts: CurveFacts = CurveFacts()
  ) -> Curve {
    let area = DrawableArea(definition, isCategorical: false)
    var atPoints = source.definition
    if case .curve(var lines) = atPoints.kind {
      lines.metrics = [definition.y]
      lines.crossing = nil
      lines.fit = nil
      atPoints.kind = .curve(lines)
    }
    let readings =
      definition.y == source.definition.x
      ? nil : CurveBuilder.build(definition: atPoints, tasks: tasks, facts: facts).panels
    let confidence = source.panels.flatMap(\.series).compactMap(\.crossing?.confidence).first ?? 0.95
    let lines = source.panels.enumerated().map { number, panel in
      let points = panel.series.compactMap { line -> CurvePoint? in
        guard let x = line.key?.number else { return nil }
        var point = CurvePoint(x: x, census: line.census)
        point.n = line.points.map(\.n).max() ?? 0
        let reading = readings.map { panels in
          Reading(
            panels.indices.contains(number) ? panels[number].series.first { $0.key == line.key } : nil,
            isLogarithmic: atPoints.xScale == .log)
        }
        guard let place = Place(line, source.area) else { return point }
        point.value = read(place.x, reading)
        point.lower = place.lower.flatMap { read($0, reading) }
        point.upper = place.upper.flatMap { read($0, reading) }
        // A metric may fall along x: its values at the ends of the interval then change places.
        if let lower = point.lower, let upper = point.upper, lower > upper {
          (point.lower, point.upper) = (upper, lower)
        }
        point.isDrawable = area.shows(x: x, y: point.value ?? .nan)
        return point
      }.sorted { $0.x < $1.x }
      var series = CurveSeries(key: panel.key, points: points)
      let known = series.drawn.compactMap { point in
        point.value.map { (x: point.x, y: $0, lower: point.lower, upper: point.upper) }
      }
      series.fit = PowerLawFit(intervals: known, level: confidence)
      return series
    }
    var curve = Curve(definition, facts, panels: [CurvePanel(series: lines, overlay: [])])
    curve.derived = label(definition, source, facts.labels)
    curve.interval = source.interval
    curve.tasksWithoutX = source.tasksWithoutX
    curve.pooledParameters = source.pooledParameters
    curve.keys = source.panels.map(\.key)
    curve.hasWholeX = facts.wholeNumbers.contains(definition.x)
    return curve
  }

  /// What is read off, made of its parts: `λ at accuracy = 0.6`.
  private static func label(_ definition: CurveDefinition, _ source: Curve, _ names: Labels) -> Label {
    let own = definition.y == source.definition.x ? source.labels.x : names.metric(definition.y)
    guard let level = source.definition.crossing else { return own }
    return own.at(source.labels.y, level: NumberText.short(level))
  }

  private static func read(_ x: Double, _ reading: Reading?) -> Double? {
    guard let reading else { return x }
    return reading.value(at: x)
  }

  /// A crossing with its interval, as well as it is known.
  private struct Place {
    var x: Double
    var lower: Double?
    var upper: Double?

    /// - Parameter area: what the axes of the line show.
    init?(_ line: CurveSeries, _ area: DrawableArea) {
      if let place = line.place, area.shows(x: place.lower), area.shows(x: place.upper) {
        (x, lower, upper) = (place.estimate, place.lower, place.upper)
        return
      }
      guard let crossing = line.crossing, let found = crossing.x else { return nil }
      x = found
      lower = crossing.lower.flatMap { $0.isFinite ? $0 : nil }
      upper = crossing.upper.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// A metric along x, read off between the points: along a logarithmic axis by a power law.
  private struct Reading {
    var places: [(x: Double, y: Double)]
    var isLogarithmic: Bool

    init(_ line: CurveSeries?, isLogarithmic: Bool) {
      places = line?.drawn.compactMap { point in point.mean.map { (x: point.x, y: $0) } } ?? []
      self.isLogarithmic = isLogarithmic
    }

    func value(at x: Double) -> Double? {
      if let exact = places.first(where: { $0.x == x }) { return exact.y }
      guard let right = places.firstIndex(where: { $0.x > x }), right > 0 else { return nil }
      let (from, to) = (places[right - 1], places[right])
      if isLogarithmic, from.x > 0, from.y > 0, to.y > 0 {
        return from.y * pow(to.y / from.y, log(x / from.x) / log(to.x / from.x))
      }
      return from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x)
    }
  }
}
