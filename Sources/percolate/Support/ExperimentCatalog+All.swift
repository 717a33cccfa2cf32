internal import Experiments
internal import Programs
internal import SweepModel

extension ExperimentCatalog {
  /// What percolate brings, and programs that tasks bring.
  static let all = all(as: nil)

  /// The same, with programs that have a user's rights; nil for those of this process.
  static func all(as user: ProgramUser?) -> ExperimentCatalog {
    builtIn.running { ProgramExperiment($0, name: $1, version: $2, user: user) }
  }
}
