package import SweepModel

extension ExperimentCatalog {
  /// What percolate can sweep without further code. To add an experiment, see docs/adding-an-experiment.md
  /// and list it here.
  package static let builtIn = ExperimentCatalog([
    ConceptDiffusionExperiment(), ConceptTheoryExperiment(), DiffusionExperiment(), IdentityExperiment(),
    IdentityTheoryExperiment(), OverlapExperiment(), PercolationExperiment(), ProbeExperiment(),
  ])
}
