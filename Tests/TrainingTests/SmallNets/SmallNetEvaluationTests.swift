import SweepModel
import Testing
import Training

struct SmallNetEvaluationTests {
  static let nets: [(SmallNetArchitecture.Kind, Int, Int, Int, Bool)] = [
    (.linear, 1, 2, 2, false), (.linear, 3, 13, 9, true), (.relu, 4, 5, 8, true), (.relu, 2, 20, 31, false),
    (.symmetric, 2, 3, 7, false), (.linear, 16, 4, 3, true),
  ]

  private func trainer(
    _ one: (SmallNetArchitecture.Kind, Int, Int, Int, Bool), replicates: Int = 1, rate: Double = 0.01
  ) throws -> (SmallNetTrainer, SmallNetSamples) {
    let (kind, depth, d, hidden, bias) = one
    let net = try SmallNetArchitecture(kind: kind, depth: depth, dimension: d, hidden: hidden, bias: bias)
    var stream = RandomStream(seed: 2, replicate: 0, name: "evaluation", task: nil)
    let samples = try SmallNetSamples(dimension: d, inputs: numbers(40 * d, &stream))
    var options = SmallNetOptions()
    options.learningRate = .constant(rate)
    let start = (0..<replicates).map { _ in SmallNetParameters(net, .torchDefault, from: &stream) }
    let trainer = try SmallNetTrainer(net, data: [.samples(samples)], options: options, parameters: start)
    return (trainer, samples)
  }

  @Test(arguments: nets)
  func `an output and the loss on other data are those of the plain parameters`(
    _ one: (SmallNetArchitecture.Kind, Int, Int, Int, Bool)
  ) throws {
    let (trainer, samples) = try trainer(one)
    try trainer.advance(by: 5)
    let parameters = trainer.parameters(0)
    let d = samples.dimension
    var sum = 0.0
    for sample in 0..<20 {
      let input = samples.inputs[sample * d..<(sample + 1) * d].map(Double.init)
      let expected = parameters.output(of: input)
      #expect(zip(trainer.output(0, of: input), expected).allSatisfy { abs($0 - $1) < 1e-13 })
      sum += parameters.loss(at: input)
    }
    let some = try SmallNetSamples(dimension: d, inputs: Array(samples.inputs[..<(20 * d)]))
    let evaluation = try SmallNetEvaluation(.samples(some), for: trainer.architecture)
    #expect(abs(trainer.loss(0, on: evaluation) / (sum / 20) - 1) < 1e-5)
    // Judging is no training.
    #expect(trainer.parameters(0) == parameters)
  }

  @Test(arguments: nets)
  func `the Jacobian is the slope of the output`(
    _ one: (SmallNetArchitecture.Kind, Int, Int, Int, Bool)
  ) throws {
    let parameters = try trainer(one).0.parameters(0)
    var stream = RandomStream(seed: 6, replicate: 0, name: "jacobian", task: nil)
    let input = numbers(parameters.architecture.dimension, &stream).map(Double.init)
    let jacobian = parameters.jacobian(at: input)
    for column in input.indices {
      var (above, below) = (input, input)
      above[column] += 1e-6
      below[column] -= 1e-6
      let (high, low) = (parameters.output(of: above), parameters.output(of: below))
      for row in input.indices {
        #expect(abs((high[row] - low[row]) / 2e-6 - jacobian[row, column]) < 1e-8)
      }
    }
  }

  @Test func `a replicate that is retired or breaks down stands still while the others go on`() throws {
    let together = try trainer(Self.nets[1], replicates: 3).0
    let alone = try trainer(Self.nets[1], replicates: 3).0
    together.retire(1)
    let start = together.parameters(1)
    together.advanceEach(by: 12)
    try alone.advance(by: 12)
    #expect(together.step == 12)
    #expect(together.parameters(1) == start)
    for replicate in [0, 2] { #expect(together.parameters(replicate) == alone.parameters(replicate)) }
    #expect(together.divergences.allSatisfy { $0 == nil })

    let broken = try trainer(Self.nets[1], replicates: 2, rate: 1e4).0
    broken.retire(0)
    broken.advanceEach(by: 500)
    let divergence = try #require(broken.divergences[1])
    #expect(divergence.step < 500 && divergence.learningRate == 1e4)
    let stopped = broken.parameters(1).values.map(\.bitPattern)
    broken.advanceEach(by: 5)
    #expect(broken.parameters(1).values.map(\.bitPattern) == stopped)
    #expect(broken.divergences[0] == nil)
  }
}
