internal import Training

extension IdentitySetting {
  /// Multiplications of a whole task: three products with the weights for each sample of each step, one for
  /// each sample that a measurement looks at, and the drawing of the data.
  var multiplications: Double {
    let weights = Double(architecture.parameterCount) * (architecture.kind == .symmetric ? 2 : 1)
    let drawn = training == .flow ? 0 : Double(samplesPerCluster * base.population.clusters)
    let perStep: Double
    switch training {
    case .sgd(let batch, _): perStep = min(Double(batch), drawn)
    case .fullBatch where architecture.kind == .relu: perStep = drawn
    // The population, or the samples of a linear network, are as many vectors as there are concepts.
    case .fullBatch, .flow: perStep = Double(base.population.concepts)
    }
    let steps = Double(schedule.steps.last ?? 0)
    let judged = architecture.kind == .relu ? min(drawn, 1024) : Double(architecture.dimension)
    let measured = Double(schedule.steps.count) * (judged + 1)
    return weights * (3 * steps * perStep + measured) + drawn * Double(architecture.dimension)
  }
}
