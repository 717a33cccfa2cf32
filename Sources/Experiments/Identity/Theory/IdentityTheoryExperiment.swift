package import SweepModel

/// The identity task's predictions from its second moments alone, to be drawn over what was trained.
package struct IdentityTheoryExperiment: Experiment {
  package let schema = ExperimentSchema(
    name: "identity-theory", version: 2,
    summary: "Predictions for the identity task: one linear layer that starts at zero (Theorem 4.1)",
    parameters: IdentityParameters.population,
    metrics: [
      .init(
        "first-learned", label: "first concept learned", required: true, range: IdentityMetrics.notNegative,
        "the concept, counted from 1, with the largest a"),
      .init(
        "concept-1-first", label: "concept 1 first", required: true, range: 0...1,
        "1 where concept 1 has the largest a, else 0"),
      .init(
        "learned-order", label: "learned order", required: true, range: IdentityMetrics.notNegative,
        "concepts by falling a, as digits: 21 for concept 2 before concept 1"
      ),
      .init(
        "terminal-slope", label: "terminal slope", required: true,
        "final slope of the logarithm of the test loss over flow time"),
      .init(
        "flip-sigma", label: "σ₁ at the flip", range: IdentityMetrics.notNegative,
        "sigma of concept 1, as the spec would write it, at which its a is the largest"),
    ]
      + IdentityMetrics.perConcept(
        "time-to-learn", label: "time to learn concept", range: IdentityMetrics.notNegative,
        "flow time until the output stays above learned-at"))

  package init() {}

  package func validate(_ parameters: Parameters) throws(InvalidParameters) {
    _ = try PopulationSetting(parameters)
  }

  package let judgedTogether: [Set<String>]? = [["mu", "sigma", "dimension"], ["learned-at"]]

  /// All tasks take next to nothing, whatever their parameters.
  package func work(_ parameters: Parameters) -> Double? { 1 }

  package func run(_ context: any TaskContext) throws -> [String: Double] {
    let setting = try PopulationSetting(context.parameters)
    let predictions = ConceptPredictions(rates: setting.updateRates, rate: setting.timePerStep)
    // The order holds for steps of any length; the exact count of steps does not exist for long ones.
    let order = ConceptPredictions(rates: setting.updateRates).learning(share: setting.learnedAt)
    var metrics: [String: Double] = [
      "first-learned": Double(order.order.first ?? 0), "learned-order": Double(order.digits),
      "concept-1-first": order.order.first == 1 ? 1 : 0, "terminal-slope": predictions.terminalSlope,
    ]
    for (k, time) in predictions.learning(share: setting.learnedAt).times.enumerated() {
      if let time { metrics["time-to-learn-\(k + 1)"] = time }
    }
    if let deviation = ConceptPredictions.flippingDeviation(of: setting.population) {
      let isVariance = try context.parameters.text("sigma-is") == "variance"
      metrics["flip-sigma"] = isVariance ? deviation * deviation : deviation
    }
    return metrics
  }
}
