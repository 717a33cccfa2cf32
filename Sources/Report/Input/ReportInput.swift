package import Analysis
internal import Spec
package import SweepModel

/// Everything that a report shows. Texts come from specs, workers and logs and are escaped when rendered.
package struct ReportInput: Sendable {
  package var sweepName: String
  package var sweepID: String
  package var summary: String
  package var experiment: String
  package var experimentVersion: Int
  /// The spec as it was submitted.
  package var specText: String
  /// The spec with profiles, options and defaults applied, as JSON.
  package var resolvedJSON: String
  package var census: Census
  /// What people read for parameters and metrics; curves and pictures have their own.
  package var labels = Labels()
  package var exclusions: [Exclusion] = []
  package var curves: [Curve] = []
  /// Pictures of the points, after the curves.
  package var pictures: [PictureFigure] = []
  /// Nil for a grid.
  package var refinement: ReportRefinement?
  /// Nil for a sweep that compares nothing.
  package var comparison: ReportComparison?
  /// When tasks may end before their last step; nil where they never do.
  package var stop: StopRule?
  /// For the task table; the page shows the first thousand.
  package var tasks: [TaskRecord] = []
  package var failures: [Failure] = []
  package var provenance = Provenance()
  package var durations = Durations()
  /// One line for the top of the page; nil to have it made from the curves.
  package var answer: String?

  package init(
    sweepName: String, sweepID: String, summary: String = "", experiment: String, experimentVersion: Int,
    specText: String, resolvedJSON: String = "", census: Census
  ) {
    self.sweepName = sweepName
    self.sweepID = sweepID
    self.summary = summary
    self.experiment = experiment
    self.experimentVersion = experimentVersion
    self.specText = specText
    self.resolvedJSON = resolvedJSON
    self.census = census
  }
}

extension ReportInput {
  /// Combinations that the spec excludes, and why.
  package struct Exclusion: Sendable, Equatable {
    package var count: Int
    package var reason: String

    package init(count: Int, reason: String) {
      self.count = count
      self.reason = reason
    }
  }

  /// Where the time went.
  package struct Durations: Sendable, Equatable {
    /// Core-seconds of all attempts.
    package var coreSeconds: Double?
    /// Wall seconds of the median task.
    package var medianTaskSeconds: Double?
    package var longestTaskSeconds: Double?
    /// When the first task started and the last one ended, as text with a time zone.
    package var started: String?
    package var finished: String?

    package init(
      coreSeconds: Double? = nil, medianTaskSeconds: Double? = nil, longestTaskSeconds: Double? = nil,
      started: String? = nil, finished: String? = nil
    ) {
      self.coreSeconds = coreSeconds
      self.medianTaskSeconds = medianTaskSeconds
      self.longestTaskSeconds = longestTaskSeconds
      self.started = started
      self.finished = finished
    }
  }
}
