internal import Datasets
package import SweepModel

/// What the Structured Identity Mapping task says of the circles from the means and spreads of their classes alone, to be
/// drawn over what was trained.
package struct ConceptTheoryExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "concept-theory", version: 1,
    summary:
      "Predictions for coloured circles: a linear layer on clusters with the classes' means and spreads",
    parameters: CircleParameters.definitions,
    metrics: [
      .init(
        "colour-first", label: "colour first", required: true, range: 0...1,
        "1 where colour has the larger a, else 0"),
      .init(
        "learned-order", label: "learned order", required: true, range: 0...(.infinity),
        "concepts by falling a, as digits: 12 for colour before size"),
      .init(
        "mu-colour", symbol: "μ₁", required: true, range: 0...(.infinity),
        "distance of the mean images of blue-big and red-big, root of the mean over an image's numbers"),
      .init(
        "mu-size", symbol: "μ₂", required: true, range: 0...(.infinity), "the same of red-small and red-big"),
      .init(
        "sigma-colour", symbol: "σ₁", required: true, range: 0...(.infinity),
        "standard deviation of images within a class along the line between those means"),
      .init("sigma-size", symbol: "σ₂", required: true, range: 0...(.infinity), "the same for size"),
      .init(
        "ratio", label: "a of colour over a of size", required: true, range: 0...(.infinity),
        "by which factor colour is learned faster"),
      .init(
        "cosine", label: "cosine of the concepts", required: true, range: -1...1,
        "of the angle between the two lines, which the theory takes to be 90 degrees"),
    ])

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try CircleParameters.specification(parameters)
  }

  package let judgedTogether: [Set<String>]? = [Set(CircleParameters.definitions.map(\.name))]

  package func work(_ parameters: Parameters) -> Double? {
    (try? parameters.integer("image-size")).map { Double($0 * $0) }
  }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let circles = try CircleParameters.specification(context.parameters)
    let geometry = ConceptGeometry(CircleSource(circles, name: "circles") { context.sharedStream($0) })
    let rates = geometry.rates
    let order = geometry.learning(share: 0.5)
    return [
      "colour-first": order.order.first == 1 ? 1 : 0, "learned-order": Double(order.digits),
      "mu-colour": geometry.mu[0], "mu-size": geometry.mu[1], "sigma-colour": geometry.sigma[0],
      "sigma-size": geometry.sigma[1], "ratio": rates[0] / max(rates[1], 1e-300), "cosine": geometry.cosine,
    ]
  }
}
