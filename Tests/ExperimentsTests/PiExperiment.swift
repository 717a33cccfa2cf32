import SweepModel

/// Estimates pi from random points in the unit square.
struct PiExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "pi", version: 1, summary: "Estimates pi from random points",
    parameters: [
      ParameterDefinition(
        "points", .integer(1...1_000_000_000), symbol: "N", default: .integer(100_000),
        "random points to draw")
    ],
    metrics: [
      .init("estimate", streamed: true, "four times the fraction of points inside the circle"),
      .init("error", "distance of the estimate from pi"),
    ])

  func run(_ context: any TaskContext) throws -> [String: Double] {
    let points = try context.parameters.integer("points")
    var stream = context.stream("points")
    var inside = 0
    for point in 1...points {
      let (x, y) = (stream.uniform(), stream.uniform())
      if x * x + y * y < 1 { inside += 1 }
      if point % 10_000 == 0 {
        context.report("estimate", 4 * Double(inside) / Double(point), step: point)
        if context.shouldStop { throw TaskInterrupted() }
      }
    }
    let estimate = 4 * Double(inside) / Double(points)
    return ["estimate": estimate, "error": abs(estimate - .pi)]
  }
}
