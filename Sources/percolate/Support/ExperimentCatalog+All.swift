internal import Experiments
internal import Programs
internal import SweepModel

extension ExperimentCatalog {
  /// What percolate brings, and programs that tasks bring.
  static let all = builtIn.running { ProgramExperiment($0, name: $1, version: $2) }
}
