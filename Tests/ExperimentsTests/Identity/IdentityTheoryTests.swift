import Foundation
import SweepModel
import Testing
import Training
import TrainingReferences

@testable import Experiments

/// The published theory against integration, to the errors that a reference computation of the same sizes
/// had: d = 6, s = 4, mu = 1 .. 4, sigma = .5 .. .2, t up to 2.
struct IdentityTheoryTests {
  private static let population = ConceptPopulation(mu: [1, 2, 3, 4], deviation: [0.5, 0.4, 0.3, 0.2])
  private static let space = ConceptSpace(dimension: 6, concepts: 4)

  private func start(bias: Bool) throws -> SmallNetParameters {
    let net = try SmallNetArchitecture(kind: .linear, depth: 1, dimension: 6, bias: bias)
    var stream = RandomStream(seed: 3, replicate: 0, name: "theory", task: nil)
    return SmallNetParameters(net, .torchDefault, from: &stream)
  }

  @Test func `a concept's rate adds its diversity to its cluster's part of the data`() {
    let rates = Self.population.rates
    #expect(zip(rates, [0.5, 1.16, 2.34, 4.04]).allSatisfy { abs($0 - $1) < 1e-14 })
    let withOrigin = ConceptPopulation(mu: [3, 6], deviation: [1, 2], hasOrigin: true)
    #expect(withOrigin.rates == [4, 16])
    #expect(withOrigin.mean == [1, 2])
    #expect(withOrigin.centroids == [[3, 0], [0, 6], [0, 0]])
    #expect((0..<4).map { withOrigin.corner($0) } == [[0, 0], [3, 0], [0, 6], [3, 6]])
  }

  @Test func `Theorem 4.1: Euler's map, output and losses follow as closely as the order of the steps says`()
    throws
  {
    let moments = Self.population.moments(in: Self.space)
    let first = try start(bias: false)
    let theory = OneLayerTheory(start: first, moments: moments)
    let test = Self.space.embed(Self.population.testPoint)
    var flow = GradientFlow(weights: [first.weight(0)], moment: moments.moment)
    var (map, output, testLoss, trainLoss) = (0.0, 0.0, 0.0, 0.0)
    for step in 1...20_000 {
      flow.euler(1e-4)
      guard step.isMultiple(of: 100) else { continue }
      let exact = theory.flow(time: Double(step) * 1e-4)
      map = max(map, flow.weights[0].distance(to: exact))
      let found = flow.weights[0].times(test)
      output = zip(found, theory.output(of: exact, to: test)).reduce(output) { max($0, abs($1.0 - $1.1)) }
      let loss = zip(found, test).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
      testLoss = max(testLoss, abs(loss - theory.testLoss(of: exact, at: test)))
      trainLoss = max(trainLoss, abs(flow.loss - theory.trainLoss(of: exact)))
    }
    // Euler lags by (dt / 2) a^2 t exp(-a t) of the way to go, at most (dt / 2) a / e: 7.4e-5 for the fastest
    // concept. From its own start the reference had 6.4e-5 (map), 2.6e-4 (output) and 8.2e-4 (loss).
    let way = (0..<6).map { abs(first.weight(0)[$0, 3] - ($0 == 3 ? 1 : 0)) }.max() ?? 0
    #expect(abs(map / (0.5e-4 * 4.04 / M_E * way) - 1) < 0.01)
    #expect(output < 1e-3 && testLoss < 2e-3 && trainLoss < 1e-3)
  }

  @Test func `Theorem 4.1: Runge-Kutta's map and output agree to rounding`() throws {
    let moments = Self.population.moments(in: Self.space)
    let first = try start(bias: false)
    let theory = OneLayerTheory(start: first, moments: moments)
    let test = Self.space.embed(Self.population.testPoint)
    var flow = GradientFlow(weights: [first.weight(0)], moment: moments.moment)
    for _ in 1...2000 { flow.rungeKutta(1e-3) }
    let exact = theory.flow(time: 2)
    #expect(flow.weights[0].distance(to: exact) < 1e-12)
    #expect(
      zip(flow.weights[0].times(test), theory.output(of: exact, to: test))
        .allSatisfy { abs($0 - $1) < 5e-12 })
  }

  @Test func `Theorem 4.1 with bias: Euler follows [W b], and discrete steps are exact`() throws {
    let moments = Self.population.moments(in: Self.space)
    let first = try start(bias: true)
    let theory = OneLayerTheory(start: first, moments: moments)
    var goal = DoubleMatrix(rows: 6, columns: 7)
    for k in 0..<6 { goal[k, k] = 1 }
    var v = theory.flow(time: 0)
    for _ in 0..<20_000 { v = v - 1e-4 * ((v - goal) * moments.joint) }
    #expect(v.distance(to: theory.descent(rate: 1e-4, steps: 20_000)) < 1e-11)
    // The reference had 6.0e-5.
    #expect(v.distance(to: theory.flow(time: 2)) < 1e-4)
    #expect(abs(theory.output(of: v, to: [Double](repeating: 0, count: 6))[0] - v[0, 6]) < 1e-15)
  }

  @Test func `a rotation changes no rate, no loss and no output in concept coordinates`() throws {
    var stream = RandomStream(seed: 5, replicate: 0, name: "rotation", task: nil)
    let turned = ConceptSpace(dimension: 6, concepts: 4, rotatedBy: &stream)
    let points = (0..<16).map { Self.population.corner($0) }
    for point in points {
      let back = turned.coordinates(turned.embed(point))
      #expect(zip(back, point + [0, 0]).allSatisfy { abs($0 - $1) < 1e-14 })
    }
    let moments = Self.population.moments(in: turned)
    let back = turned.coordinates(ofMap: moments.moment)
    #expect(back.distance(to: DoubleMatrix(diagonal: Self.population.rates + [0, 0])) < 1e-14)
    #expect(moments.moment.distance(to: DoubleMatrix(diagonal: Self.population.rates + [0, 0])) > 0.1)
  }

  @Test func `samples have the population's moments, cluster by cluster, and none in the held-out ball`()
    throws
  {
    let population = ConceptPopulation(mu: [1, 2], deviation: [0.3, 0.5], hasOrigin: true)
    let space = ConceptSpace(dimension: 3, concepts: 2)
    var stream = RandomStream(seed: 5, replicate: 0, name: "samples", task: nil)
    let all = try ConceptSamples(of: population, perCluster: 20_000, heldOut: 0, from: &stream)
    #expect(all.count == 60_000)
    let (found, expected) = (all.moments(in: space).joint, population.moments(in: space).joint)
    #expect(found.distance(to: expected) < 0.02)
    // Shuffled: an early part has the same mean.
    let early = (0..<6000).reduce(0.0) { $0 + all.points[2 * $1 + 1] } / 6000
    #expect(abs(early - population.mean[1]) < 0.06)
    func near(_ samples: ConceptSamples) -> Int {
      stride(from: 0, to: samples.points.count, by: 2).count {
        hypot(samples.points[$0] - 1, samples.points[$0 + 1] - 2) < 0.5
      }
    }
    #expect(near(all) > 50)
    let outside = try ConceptSamples(of: population, perCluster: 20_000, heldOut: 0.5, from: &stream)
    #expect(near(outside) == 0 && outside.count == 60_000)
  }

  @Test
  func `order and times from the rates alone; the order flips where the first concept's a is the largest`()
    throws
  {
    let predictions = ConceptPredictions(rates: Self.population.rates)
    #expect(predictions.learning(share: 0.9).digits == 4321)
    #expect(abs((predictions.learning(share: 0.9).times[0] ?? 0) - log(10) / 0.5) < 1e-12)
    #expect(abs(predictions.terminalSlope + 1) < 1e-12)
    // Steps of 0.1 multiply what is left of the slowest concept by 0.95 each.
    let steps = ConceptPredictions(rates: [2, 0.5], rate: 0.1)
    #expect(abs(steps.terminalSlope - 20 * log(0.95)) < 1e-12)
    #expect(abs((steps.learning(share: 0.9).times[1] ?? 0) - 0.1 * log(0.1) / log(0.95)) < 1e-12)
    let test = Self.population.testPoint
    #expect(abs(predictions.loss(at: test, time: 0) - 15) < 1e-12)
    // mu = (1, 2): flips at sigma_1 = sqrt(1.5 + sigma_2^2), and not at all with the larger mu first.
    let pair = ConceptPopulation(mu: [1, 2], deviation: [0.05, 0.05])
    let flip = try #require(ConceptPredictions.flippingDeviation(of: pair))
    #expect(abs(flip * flip - 1.5025) < 1e-12)
    #expect(
      ConceptPredictions.flippingDeviation(of: ConceptPopulation(mu: [3, 1], deviation: [0, 0])) == nil)
    // The same with the public code's conventions: variance and origin cluster give 1.05 as the number.
    let root = Double(0.05).squareRoot()
    let code = ConceptPopulation(mu: [1, 2], deviation: [root, root], hasOrigin: true)
    let deviation = try #require(ConceptPredictions.flippingDeviation(of: code))
    #expect(abs(deviation * deviation - 1.05) < 1e-12)
  }

  @Test func `the symmetric model's first stage grows each entry at the sum of its rates`() {
    var stream = RandomStream(seed: 8, replicate: 0, name: "u", task: nil)
    let u = DoubleMatrix(rows: 3, columns: 3, (0..<9).map { _ in 1e-3 * stream.uniform() })
    let a = [1.0, 0.4, 0]
    var flow = SymmetricFlow(u: u, moment: DoubleMatrix(diagonal: a))
    let first = flow.product
    for _ in 0..<10_000 { flow.step(2e-4) }
    let expected = SymmetricStages.initialGrowth(first, rates: a, time: 2)
    // Entries are below 3e-4 all the while, so that products of two of them stay out of sight.
    for i in 0..<3 {
      for j in 0..<3 { #expect(abs(flow.product[i, j] / expected[i, j] - 1) < 1e-3) }
    }
  }

  @Test func `one concept alone follows the logistic curve`() {
    var flow = SymmetricFlow(
      u: DoubleMatrix(rows: 1, columns: 1, [0.1]), moment: DoubleMatrix(diagonal: [0.8]))
    for step in 1...60_000 {
      flow.step(1e-4)
      guard step.isMultiple(of: 1000) else { continue }
      let exact = SymmetricStages.majorEntry(start: 0.01, rate: 0.8, time: Double(step) * 1e-4)
      #expect(abs(flow.product[0, 0] - exact) < 2e-4)
    }
    let time = SymmetricStages.timeToLearn(start: 0.01, rate: 0.8, share: 0.9)
    #expect(abs(SymmetricStages.majorEntry(start: 0.01, rate: 0.8, time: time) - 0.9) < 1e-12)
  }

  @Test
  func
    `a learned major entry pushes its minor entries down at the predicted rate, and it is the entry equation's`()
  {
    let a = [2.0, 0.3]
    let w = DoubleMatrix(rows: 2, columns: 2, [1, 0.02, 0.02, 0.05])
    let part = SymmetricFlow.entry(w, diagonal: a, 1, 0)
    let rate = SymmetricStages.suppression(rates: a, by: 0, of: 1, other: 0.05)
    #expect(abs((part.growth - part.suppression) / 0.02 - rate) < 1e-12)
    #expect(rate < 0)
    #expect(SymmetricStages.suppression(rates: a, by: 0, of: 1) == -0.85)
  }
}
