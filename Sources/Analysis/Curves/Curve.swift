package import Spec
package import SweepModel

/// A curve as declared in a spec, aggregated over the tasks: ready to draw, print and export.
package struct Curve: Sendable, Equatable {
  package var definition: CurveDefinition
  /// What people read for the names of its definition and of its overlay.
  package var names: Labels
  /// What the vertical axis shows where that is made of other quantities, as in a scaling; nil elsewhere.
  package var derived: Label?
  /// In the curve's order; empty where no task has the x parameter.
  package var panels: [CurvePanel] = []
  /// The keys of the lines of all panels in the curve's order, none first.
  package var keys: [ParameterValue?] = []
  /// The horizontal axis has whole numbers only.
  package var hasWholeX = false
  /// Colours that metrics have in every figure, by name.
  package var colours: [String: String] = [:]
  /// What people call the overlay; nil for the name that the spec gives it.
  package var overlayName: String?
  /// Pieces that the figure was to have and does not, as sentences.
  package var notes: [String] = []
  /// The words on the horizontal axis; nil for an axis of numbers.
  package var xCategories: [String]?
  /// The interval actually computed, which differs from the declared one where that has no meaning: a
  /// t interval of a median becomes a bootstrap, extremes have none, and Wilson's is for zeros and ones only.
  package var interval: CurveDefinition.Interval
  /// Where the metrics' values lie by definition, beyond which no t interval reaches; nil where nothing bounds
  /// them, or not all alike.
  package var limits: ClosedRange<Double>?
  /// Tasks that lack the x parameter, which conditional axes allow.
  package var tasksWithoutX = 0
  /// Overlay tasks whose panel or x does not occur in the curve.
  package var overlayTasksDropped = 0
  /// Parameters other than x, series and panel that vary within a point, so that the statistic runs over
  /// them as well as over the replicates.
  package var pooledParameters: [String] = []

  /// A curve of which nothing is known yet.
  init(_ definition: CurveDefinition, _ facts: CurveFacts, panels: [CurvePanel] = []) {
    self.definition = definition
    names = facts.labels
    interval = definition.interval
    self.panels = panels
  }

  /// The counts of all points together.
  package var census: PointCensus {
    panels.reduce(into: PointCensus()) { sum, panel in
      for series in panel.series { sum.add(series.census) }
    }
  }

  /// The smallest and largest n among points that have any value; nil where none has.
  package var replicateRange: ClosedRange<Int>? {
    let counts = panels.flatMap(\.series).flatMap(\.points).map(\.n).filter { $0 > 0 }
    guard let least = counts.min(), let most = counts.max() else { return nil }
    return least...most
  }

  /// What the axes show.
  package var area: DrawableArea { DrawableArea(definition, isCategorical: xCategories != nil) }

  /// The points that are drawn, of all lines in all panels.
  package var drawn: [CurvePoint] { panels.flatMap(\.series).flatMap(\.drawn) }

  /// The text of a place on the horizontal axis.
  package func xText(_ x: Double) -> String {
    guard let words = xCategories, let index = Int(exactly: x), words.indices.contains(index) else {
      return NumberText.short(x)
    }
    return words[index]
  }

  /// The texts of places on the horizontal axis, with as many digits as it takes to tell them apart.
  package func xTexts(_ xs: [Double]) -> [String] {
    xCategories == nil ? NumberText.distinct(xs) : xs.map(xText)
  }
}
