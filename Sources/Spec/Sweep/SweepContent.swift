internal import SweepModel

/// What a spec says, checked: the stored part of a ``Sweep``.
struct SweepContent: Hashable, Sendable {
  var name = ""
  var summary = ""
  var experiment = ""
  var version = 1
  /// The program of the user's that the experiment is; nil for one that percolate brings.
  var program: ProgramDeclaration?
  var parameters: Parameters = [:]
  var axes: [Axis] = []
  var zips: [[String]] = []
  var exclusions: [Exclusion] = []
  var conditionals: [ConditionalBlock] = []
  var replicates = 1
  var refinement: Refinement?
  var comparison: Comparison?
  /// Core-seconds.
  var budget: Double?
  /// When tasks may end before their last step.
  var stop: StopRule?
  var seed = 0
  /// One for each replicate, in place of ``seed``; nil where replicates are numbered.
  var seeds: [Int]?
  var resources = Resources()
  var limits = Limits()
  var priority = 0
  var curves: [CurveDefinition] = []
  /// Entries of `curves` that show pictures.
  var pictures: [CurveDefinition] = []
  var profile: String?

  /// What a replicate's random numbers come from. A replicate with a seed of its own is the first one of that
  /// seed, whatever its place in the list: the same task as in a sweep of that seed alone.
  func draw(ofReplicate number: Int) -> (seed: Int, replicate: Int) {
    guard let seeds, seeds.indices.contains(number) else { return (seed, number) }
    return (seeds[number], 0)
  }
}
