package import SweepModel

/// An aggregation declared in a spec: which metric against which parameter, over which replicates.
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

  /// Another experiment's or sweep's curve drawn over this one.
  package struct Overlay: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
      /// Another experiment computed along the same x, with these parameters set. It is drawn once for each
      /// value of the series and panels that it also has, and in all of those that it does not have.
      case experiment(String, parameters: Parameters)
      /// What the newest sweep of that name, or of that id, measured.
      case sweep(String)
    }

    package var source: Source
    /// Metric of the overlaid experiment or sweep.
    package var y: String

    package init(source: Source, y: String) {
      self.source = source
      self.y = y
    }

    /// An overlay computed by another experiment.
    package init(experiment: String, y: String, parameters: Parameters) {
      self.init(source: .experiment(experiment, parameters: parameters), y: y)
    }

    /// The experiment's or the sweep's name, for legends.
    package var name: String {
      switch source {
      case .experiment(let name, _), .sweep(let name): name
      }
    }

    /// The experiment's name; nil for a sweep.
    package var experiment: String? {
      guard case .experiment(let name, _) = source else { return nil }
      return name
    }

    /// What the overlay sets for the experiment; empty for a sweep.
    package var parameters: Parameters {
      guard case .experiment(_, let parameters) = source else { return [:] }
      return parameters
    }
  }

  package enum Fit: String, Sendable, Hashable, CaseIterable {
    /// y = a x^b, by least squares on log-log axes.
    case powerLaw = "power-law"
  }

  package enum Scale: String, Sendable, Hashable, CaseIterable {
    case linear, log
  }

  package var name: String
  package var kind = Kind.curve
  /// Axis or parameter on the horizontal axis; "step" for a streamed metric against its step; a streamed
  /// metric where the kind is a trajectory.
  package var x: String
  /// Metric on the vertical axis; where the kind is a heat map a parameter, or ``metricRows``.
  package var y: String
  /// Metrics drawn into the same panels as `y`, one line each; then there is no series. In a heat map those
  /// after `z`, one row each.
  package var moreY: [String] = []
  /// Metrics drawn dashed over `y` and `moreY`, one for each of them; empty for none.
  package var theory: [String] = []
  /// The metric that a heat map colours; nil for the other kinds.
  package var z: String?
  /// How a heat map's colours follow its values.
  package var zScale = Scale.linear
  /// Where a heat map's colours begin and end; nil for where the values do.
  package var zRange: ClosedRange<Double>?
  /// Named places of a trajectory.
  package var markers: [Marker] = []
  /// A trajectory's two axes have the same scale.
  package var hasEqualAspect = false
  /// The curve whose crossings a scaling shows; nil for the other kinds.
  package var source: String?
  /// Slopes that a scaling is compared with, drawn as straight lines.
  package var guides: [Double] = []
  /// Parameters with the values that a task must have to be in the curve; empty for all tasks.
  package var selection: Condition = [:]
  /// Parameter that tells the lines of one panel apart.
  package var series: String?
  /// Parameter that tells the panels apart.
  package var panel: String?
  package var statistic: Statistic
  package var interval: Interval
  /// Level whose crossing along x is estimated for every series.
  package var crossing: Double?
  package var fit: Fit?
  package var overlay: Overlay?
  package var xScale: Scale
  package var yScale: Scale
  /// How the figure is lettered and laid out.
  package var figure = FigureSettings()

  package init(
    name: String, x: String, y: String, series: String? = nil, panel: String? = nil,
    statistic: Statistic = .mean, interval: Interval = .t(level: 0.95), crossing: Double? = nil,
    fit: Fit? = nil, overlay: Overlay? = nil, xScale: Scale = .linear, yScale: Scale = .linear
  ) {
    self.name = name
    self.x = x
    self.y = y
    self.series = series
    self.panel = panel
    self.statistic = statistic
    self.interval = interval
    self.crossing = crossing
    self.fit = fit
    self.overlay = overlay
    self.xScale = xScale
    self.yScale = yScale
  }
}
