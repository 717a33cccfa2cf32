package import SweepModel

/// What is drawn over a curve, as far as it could be had: a figure is drawn without what is missing, and says so.
package struct OverlayData: Sendable {
  package var tasks: [TaskRecord]
  /// What people call it; nil for the name that the spec gives.
  package var name: String?
  /// A sentence about what could not be had; nil where nothing is missing.
  package var problem: String?

  package init(tasks: [TaskRecord] = [], name: String? = nil, problem: String? = nil) {
    self.tasks = tasks
    self.name = name
    self.problem = problem
  }
}
