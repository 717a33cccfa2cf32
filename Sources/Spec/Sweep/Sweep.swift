package import SweepModel

/// A spec, resolved: profile and overrides merged, names and types checked, ranges written out.
///
/// Made by ``SpecParser`` from YAML, or from ``resolvedJSON`` when a coordinator starts again.
package struct Sweep: Sendable {
  /// A sweep of more tasks than this is refused: 10^7.
  package static let taskLimit = 10_000_000

  /// SHA-256 of the canonical JSON of what determines tasks and curves. The spelling of the spec, the
  /// order of its keys, its description, limits, resources and priority do not change it.
  package let id: SweepID
  package var name: String { content.name }
  /// The spec's description; empty where it has none.
  package var summary: String { content.summary }
  package var experiment: String { content.experiment }
  package var version: Int { content.version }
  /// The program of the user's that the experiment is; nil for one that percolate brings.
  package var program: ProgramDeclaration? { content.program }
  /// Every parameter of the experiment: the spec's value or the default. Axes and `when` blocks
  /// override these.
  package var parameters: Parameters { content.parameters }
  /// In the order of the spec: the first one varies slowest.
  package var axes: [Axis] { content.axes }
  /// Groups of axes that move together.
  package var zips: [[String]] { content.zips }
  package var exclusions: [Exclusion] { content.exclusions }
  package var conditionals: [ConditionalBlock] { content.conditionals }
  /// Tasks per point, at least 1; in a refined sweep the least.
  package var replicates: Int { content.replicates }
  /// What the sweep looks for instead of running a grid; nil for a grid.
  package var refinement: Refinement? { content.refinement }
  /// What the sweep compares beside running its grid; nil for none.
  package var comparison: Comparison? { content.comparison }
  /// Core-seconds that a sweep which grows may cost; nil for no limit.
  package var budget: Double? { content.budget }
  /// Whether tasks are added by what others have given.
  package var grows: Bool { content.refinement != nil || content.comparison != nil }
  /// When its tasks may end before their last step; nil where they never do.
  package var stop: StopRule? { content.stop }
  /// 0 to 2^53 - 1; of no effect where there are ``seeds``.
  package var seed: Int { content.seed }
  /// One for each replicate, where the spec lists them.
  package var seeds: [Int]? { content.seeds }

  /// The seed and the replicate that a replicate's tasks are defined by.
  package func draw(ofReplicate number: Int) -> (seed: Int, replicate: Int) {
    content.draw(ofReplicate: number)
  }
  package var resources: Resources { content.resources }
  package var limits: Limits { content.limits }
  /// Sweeps with a larger one run first, those of one priority share the slots; 0 unless the spec says otherwise.
  package var priority: Int { content.priority }
  /// What it may be.
  package static let priorities = -1000...1000
  package var curves: [CurveDefinition] { content.curves }
  /// Entries of `curves` that show pictures.
  package var pictures: [CurveDefinition] { content.pictures }
  /// The profile that was merged over the spec, or nil.
  package var profile: String? { content.profile }

  /// Points that run: those of the product, less the excluded ones. In a refined sweep those that it starts
  /// with.
  package let pointCount: Int
  /// Points that each of ``exclusions`` took, in its order; a point counts for the first that matches.
  package let excludedPointCounts: [Int]

  /// Where a sweep that grows may place points; nil for a grid.
  package let grid: RefinementGrid?
  /// What was accepted when the spec was read, and is most likely not meant; empty for a stored sweep.
  package internal(set) var warnings: [SpecProblem] = []
  /// Where ``budget`` stands: `spec.yaml:7:9`; nil without one, and for a stored sweep.
  package internal(set) var budgetPlace: String?
  let content: SweepContent
  let plan: ExpansionPlan

  /// Tasks that run: ``pointCount`` x ``replicates``. In a refined sweep those that it starts with.
  package var taskCount: Int { pointCount * replicates }
  /// Tasks that are excluded, for the census.
  package var excludedTaskCount: Int { excludedPointCounts.reduce(0, +) * replicates }

  /// The most tasks that the sweep may come to: ``taskCount``, and more for a refined one.
  package var mostTaskCount: Int {
    guard let grid else { return taskCount }
    if let comparison {
      let shared = grid.shared(comparison).reduce(0) { $0 + $1.series.count }
      return taskCount + 2 * shared * max(0, comparison.replicates - replicates)
    }
    guard let refinement else { return taskCount }
    return grid.series.reduce(0) { $0 + refinement.mostPoints(of: $1.allowed.count) } * refinement.replicates
  }

  init(content: SweepContent, plan: ExpansionPlan, counts: ExpansionPlan.Counts) {
    self.content = content
    self.plan = plan
    grid = RefinementGrid(content, plan)
    if let grid, let refinement = content.refinement {
      pointCount = grid.firstPoints(refinement).reduce(0) { $0 + $1.count }
    } else {
      pointCount = counts.points
    }
    excludedPointCounts = counts.excluded
    id = SweepID(content.identity.digest)
  }
}
