package import SweepModel

/// A figure declared in a spec: what all kinds share, and the kind with what it alone has.
package struct CurveDefinition: Sendable, Hashable {
  package enum Statistic: String, Sendable, Hashable, CaseIterable {
    case mean, median, minimum, maximum
  }

  package enum Interval: Sendable, Hashable {
    /// Student's t interval of the mean at a level in (0, 1).
    case t(level: Double)
    /// Percentile bootstrap of the statistic at a level in (0, 1).
    case bootstrap(level: Double)
    /// Wilson's score interval of a share at a level in (0, 1), for metrics that are 0 or 1.
    case wilson(level: Double)
    /// Plus or minus one standard error.
    case standardError
    case none
  }

  package enum Fit: String, Sendable, Hashable, CaseIterable {
    /// y = a x^b, by least squares on log-log axes.
    case powerLaw = "power-law"
  }

  package enum Scale: String, Sendable, Hashable, CaseIterable {
    case linear, log
  }

  package var name: String
  package var kind: CurveKind
  /// Parameter that tells the panels apart.
  package var panel: String?
  /// Parameters with the values that a task must have to be in the figure; empty for all tasks.
  package var selection: Condition
  /// Over the replicates; of kinds that aggregate nothing the default.
  package var statistic: Statistic
  package var interval: Interval
  /// How the figure is lettered and laid out.
  package var figure = FigureSettings()

  package init(
    name: String, kind: CurveKind, panel: String? = nil, selection: Condition = [:],
    statistic: Statistic = .mean, interval: Interval = .t(level: 0.95)
  ) {
    self.name = name
    self.kind = kind
    self.panel = panel
    self.selection = selection
    self.statistic = statistic
    self.interval = interval
  }

  /// A curve of the plain kind with one metric.
  package init(
    name: String, x: String, y: String, series: String? = nil, panel: String? = nil,
    statistic: Statistic = .mean, interval: Interval = .t(level: 0.95), crossing: Double? = nil,
    fit: Fit? = nil, overlay: Overlay? = nil, xScale: Scale = .linear, yScale: Scale = .linear
  ) {
    var curve = LineCurve(x: x, metrics: [y], lines: series)
    curve.crossing = crossing
    curve.fit = fit
    curve.overlay = overlay
    curve.xScale = xScale
    curve.yScale = yScale
    self.init(name: name, kind: .curve(curve), panel: panel, statistic: statistic, interval: interval)
  }

  /// Whether a task of the sweep is one of the curve's.
  package func selects(_ point: TaskPoint) -> Bool { selection.holds({ point[$0] }, missing: false) }

  /// Whether a task of an overlay belongs to the curve: what it does not know cannot keep it out.
  package func selectsOverlay(_ point: TaskPoint) -> Bool { selection.holds({ point[$0] }, missing: true) }
}
