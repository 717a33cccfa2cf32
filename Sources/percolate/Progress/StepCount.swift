internal import Experiments
internal import SweepModel

/// How far a running task is, in steps.
enum StepCount {
  /// The steps that a task has in all; nil where its experiment does not say.
  static func total(of experiment: String, _ parameters: Parameters) -> Int? {
    ExperimentSteps.total(of: experiment, parameters)
  }

  /// "120 of 5000", or as much of it as is known.
  static func text(_ step: Int?, of total: Int?) -> String {
    guard let step else { return total.map { "0 of \($0)" } ?? "-" }
    // A total that is passed was none.
    guard let total, step <= total else { return "\(step)" }
    return "\(step) of \(total)"
  }
}
