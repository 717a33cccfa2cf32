package import SweepModel

/// How many steps a task reports before it ends.
package enum ExperimentSteps {
  /// The last step of a task of one of the built-in experiments; nil where parameters do not tell.
  ///
  /// - Parameter parameters: all of the task's, defaults filled in.
  package static func total(of experiment: String, _ parameters: Parameters) -> Int? {
    switch experiment {
    case "diffusion": try? parameters.integer("batches")
    case "identity", "identity-theory": try? parameters.integer("steps")
    case "probe":
      try? ProbePlan(
        duration: parameters.real("duration"), compute: parameters.real("compute"),
        signals: parameters.integer("metrics")
      ).steps
    default: nil
    }
  }
}
