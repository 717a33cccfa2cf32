internal import Datasets
internal import Foundation
package import SweepModel

/// Percolation of overlapping bumps on a lattice (Liang et al. 2024, section 3.3 and appendix D; Figs 6c,
/// 13 and 14b): how large a connected cluster a random fraction lambda of the data set holds.
///
/// Two bumps are connected where the rendered overlap `sqrt(sum a b / sum a^2)` reaches the threshold in
/// either direction. Within a replicate all tasks on one grid share one random order of its points, and
/// lambda keeps the first `round(lambda * points)`: subsets are nested, and curves of different sigma and
/// threshold differ by those alone.
package struct PercolationExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "percolation", version: 1,
    summary: "Largest cluster of overlapping bumps in a random part of a data set",
    parameters: [
      ParameterDefinition(
        "image-size", .integer(4...128), unit: "px", label: "image size", default: .integer(32),
        "side of the square image"),
      ParameterDefinition(
        "spacing", .real(0...128, aboveLower: true), unit: "px", default: .real(1),
        "distance of neighbouring centres; the grid may have at most \(BumpGrid.maximumCount) points"),
      ParameterDefinition(
        "sigma", .real(0...128, aboveLower: true), unit: "px", symbol: "σ", default: .real(1),
        "width of a bump exp(-r^2 / (4 sigma^2)), from \(BumpProfile.minimumSigma) px to the image size"),
      ParameterDefinition(
        "lambda", .real(0...1, aboveLower: true), symbol: "λ", default: .real(1),
        "fraction of the grid points in the data set, rounded to whole points"),
      ParameterDefinition(
        "threshold", .real(0...1, aboveLower: true), default: .real(0.005),
        "overlap from which two bumps count as connected, from \(minimumThreshold) to below 1"),
    ],
    metrics: [
      .init(
        "largest-cluster-ratio", label: "largest cluster ratio", required: true, range: 0...1,
        "largest cluster divided by the sampled points"
      ),
      .init(
        "largest-cluster-ratio-of-grid", label: "largest cluster ratio of grid", required: true, range: 0...1,
        "largest cluster divided by all grid points"),
      .init(
        "connected-neighbours", label: "connected neighbours", required: true, range: 0...(.infinity),
        "lattice neighbours a bump far from the border is connected with"),
    ])

  /// Below this the neighbourhood is the whole image at every width.
  static let minimumThreshold = 0.000001

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try Setting(parameters)
  }

  package let judgedTogether: [Set<String>]? = [
    ["image-size", "spacing", "lambda"], ["image-size", "sigma"], ["threshold"],
  ]

  /// Looks at neighbours: every point of the grid is shuffled, every sampled one is compared with the part of
  /// its neighbourhood that was sampled before it.
  package func work(_ parameters: Parameters) -> Double? {
    guard let setting = try? Setting(parameters) else { return nil }
    // exp(-d^2 / (16 sigma^2)) falls to the threshold at this distance, which is at most that of all points.
    let reach = 4 * setting.profile.sigma * (-log(setting.threshold)).squareRoot() / setting.grid.spacing
    let points = Double(setting.grid.count)
    let neighbours = min(.pi * reach * reach, points)
    return points + setting.lambda * points * (1 + neighbours)
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let setting = try Setting(context.parameters)
    let order = NestedOrder(count: setting.grid.count, stream: context.sharedStream("subset-order"))
    let sites = order.subset(lambda: setting.lambda)
    let table = ConnectionTable(
      grid: setting.grid, profile: setting.profile, threshold: setting.threshold)
    var step = 0
    let largest = try BumpClusters.largest(of: sites, in: table) {
      if context.shouldStop { throw TaskInterrupted() }
      step += 1
      context.progress(step: step)
    }
    let neighbours = BumpClusters.neighboursInBulk(
      grid: setting.grid, profile: setting.profile, threshold: setting.threshold)
    return [
      "largest-cluster-ratio": Double(largest) / Double(sites.count),
      "largest-cluster-ratio-of-grid": Double(largest) / Double(setting.grid.count),
      "connected-neighbours": Double(neighbours),
    ]
  }

  /// The parameters, checked against each other.
  private struct Setting {
    let grid: BumpGrid
    let profile: BumpProfile
    let lambda: Double
    let threshold: Double

    init(_ parameters: Parameters) throws(InvalidParameters) {
      let imageSize = try parameters.integer("image-size")
      grid = try BumpGrid(imageSize: imageSize, spacing: try parameters.real("spacing"))
      let sigma = try parameters.real("sigma")
      try BumpProfile.validate(sigma: sigma, imageSize: imageSize)
      profile = BumpProfile(sigma: sigma)
      lambda = try parameters.real("lambda")
      guard NestedOrder.size(lambda: lambda, of: grid.count) > 0 else {
        throw InvalidParameters(
          "lambda",
          "lambda \(lambda) selects none of the \(grid.count) grid points; "
            + "it must be at least \(0.5 / Double(grid.count))")
      }
      threshold = try parameters.real("threshold")
      guard threshold >= minimumThreshold, threshold < 1 else {
        throw InvalidParameters(
          "threshold",
          "threshold is \(threshold); an overlap from \(minimumThreshold) to below 1 is expected")
      }
    }
  }
}
