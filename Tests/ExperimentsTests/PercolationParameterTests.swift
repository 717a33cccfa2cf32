import Datasets
import SweepModel
import Testing

@testable import Experiments

struct PercolationParameterTests {
  private let experiment = PercolationExperiment()

  @Test(
    arguments: [
      ("lambda", ["lambda": .real(0.0004)]),
      ("spacing", ["spacing": .real(0.01)]),
      ("spacing", ["spacing": .real(1e-300)]),
      ("spacing", ["spacing": .real(33)]),
      ("sigma", ["sigma": .real(0.01)]),
      ("sigma", ["sigma": .real(33)]),
      ("threshold", ["threshold": .real(1)]),
      ("threshold", ["threshold": .real(1e-9)]),
      ("threshold", ["threshold": .text("low")]),
    ] as [(String, Parameters)])
  func `parameters that cannot be run are refused by name`(_ name: String, _ given: Parameters) {
    let error = #expect(throws: InvalidParameters.self) {
      try experiment.validate(experiment.schema.defaults.merging(given) { _, new in new })
    }
    #expect(error?.parameter == name)
  }

  @Test func `the smallest lambda that selects a point is accepted`() throws {
    let context = RecordingContext(experiment, ["lambda": .real(0.5 / 1024)])
    try experiment.validate(context.parameters)
    #expect(try experiment.run(context)["largest-cluster-ratio"] == 1)
  }

  @Test func `grids hold the centres from one spacing up to the image size`() throws {
    #expect(try BumpGrid(imageSize: 32, spacing: 1).centres == (1...32).map(Double.init))
    #expect(try BumpGrid(imageSize: 32, spacing: 0.1).count == 102_400)
    #expect(try BumpGrid(imageSize: 30, spacing: 0.3).count == 10_000)
    #expect(try BumpGrid(imageSize: 126, spacing: 0.56).count == 225 * 225)
    #expect(try BumpGrid(imageSize: 4, spacing: 3).centres == [3])
  }

  @Test func `the order is a permutation, of which larger lambdas keep longer beginnings`() {
    let order = NestedOrder(
      count: 1024, stream: RandomStream(seed: 7, replicate: 2, name: "subset-order", task: nil))
    #expect(order.indices.sorted() == Array(0..<1024))
    #expect(order.indices != Array(0..<1024))
    let sizes = (1...10).map { order.subset(lambda: Double($0) / 10).count }
    #expect(sizes == [102, 205, 307, 410, 512, 614, 717, 819, 922, 1024])
    #expect(order.subset(lambda: 0.2).starts(with: order.subset(lambda: 0.1)))
  }

  @Test func `every place is equally likely to come first`() {
    var counts = [Int](repeating: 0, count: 6)
    for replicate in 0..<6_000 {
      let stream = RandomStream(seed: 1, replicate: replicate, name: "subset-order", task: nil)
      counts[NestedOrder(count: 6, stream: stream).indices[0]] += 1
    }
    // Chi-squared with 5 degrees of freedom exceeds 20.5 once in a thousand seeds; this one is fixed.
    let statistic = counts.reduce(0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(statistic < 20.5)
  }

  @Test func `tasks of one replicate share the order, replicates do not`() throws {
    func ratios(_ given: Parameters, replicate: Int) throws -> [String: Double] {
      try experiment.run(RecordingContext(experiment, given, replicate: replicate))
    }
    // Different widths with the same connected offsets (the four nearest): identical clusters.
    let narrow: Parameters = ["sigma": .real(0.2), "lambda": .real(0.5), "threshold": .real(0.005)]
    let wide: Parameters = ["sigma": .real(0.21), "lambda": .real(0.5), "threshold": .real(0.01)]
    #expect(try ratios(narrow, replicate: 3) == ratios(wide, replicate: 3))
    #expect(try ratios(narrow, replicate: 3) != ratios(narrow, replicate: 4))
  }
}
