internal import SweepModel

/// The parameters of ``IdentityParameters/population``, checked against each other.
struct PopulationSetting: Sendable {
  let population: ConceptPopulation
  let dimension: Int
  let squaresUpdate: Bool
  let isMeanSquare: Bool
  let learningRate: Double
  let learnedAt: Double

  init(_ parameters: Parameters) throws(InvalidParameters) {
    var mu = try parameters.reals("mu")
    var sigma = try parameters.reals("sigma")
    if sigma.count == 1 { sigma = [Double](repeating: sigma[0], count: mu.count) }
    guard sigma.count == mu.count, !mu.isEmpty else {
      throw InvalidParameters(
        "sigma",
        "sigma has \(sigma.count) numbers and mu has \(mu.count); give one for every concept or a single one")
    }
    mu[0] *= try parameters.real("first-mu-factor")
    sigma[0] *= try parameters.real("first-sigma-factor")
    let isVariance = try parameters.text("sigma-is") == "variance"
    population = ConceptPopulation(
      mu: mu, deviation: isVariance ? sigma.map { $0.squareRoot() } : sigma,
      hasOrigin: try parameters.boolean("origin-cluster"))
    dimension = try parameters.integer("dimension")
    guard dimension >= mu.count else {
      throw InvalidParameters(
        "dimension",
        "\(mu.count) concepts do not fit into dimension \(dimension); it must be at least \(mu.count)")
    }
    squaresUpdate = try parameters.text("update") == "a-squared"
    isMeanSquare = try parameters.text("loss") == "mean-square"
    learningRate = try parameters.real("learning-rate")
    learnedAt = try parameters.real("learned-at")
    guard learnedAt < 1 else {
      throw InvalidParameters("learned-at", "learned-at is 1, which no output reaches; try 0.9")
    }
  }

  /// Flow time of one step of the half squared norm's gradient: the theory's t.
  var timePerStep: Double { learningRate * (isMeanSquare ? 2 / Double(dimension) : 1) }

  /// The rates that the update sees: a_p, or their squares.
  var updateRates: [Double] { population.rates.map { squaresUpdate ? $0 * $0 : $0 } }
}
