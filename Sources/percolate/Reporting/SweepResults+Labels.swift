internal import Experiments
internal import Spec
internal import SweepModel

extension SweepResults {
  /// What people read for the sweep's parameters and metrics.
  var labels: Labels { Labels(ExperimentCatalog.builtIn[sweep.experiment]?.schema) }
}
