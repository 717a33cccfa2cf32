import SweepModel
import Testing
import Training
import TrainingReferences

/// Training against the exact solutions, to the errors that the reference computation of the same task had.
struct ClosedFormTests {
  /// d = 6, s = 4, mu = 1...4, sigma = .5 ... .2: rates sigma^2 + mu^2 / s.
  private static let rates: [Double] = [0.5, 1.16, 2.34, 4.04, 0, 0]
  private static let mean: [Double] = [0.25, 0.5, 0.75, 1, 0, 0]

  private func start(columns: Int) -> DoubleMatrix {
    var stream = RandomStream(seed: 3, replicate: 0, name: "closed", task: nil)
    return DoubleMatrix(
      rows: 6, columns: columns, (0..<6 * columns).map { _ in (2 * stream.uniform() - 1) / 2.45 })
  }

  @Test func `Euler and Runge-Kutta follow the one-layer flow as closely as their order says`() {
    let a = DoubleMatrix(diagonal: Self.rates)
    let w = start(columns: 6)
    let exact = OneLayerClosedForm(start: w, moments: SecondMoments(moment: a))
    var (euler, kutta) = (GradientFlow(weights: [w], moment: a), GradientFlow(weights: [w], moment: a))
    var (eulerError, kuttaError) = (0.0, 0.0)
    for step in 1...2000 {
      euler.euler(1e-3)
      kutta.rungeKutta(1e-3)
      guard step.isMultiple(of: 20) else { continue }
      let truth = exact.flow(time: Double(step) * 1e-3)
      eulerError = max(eulerError, euler.weights[0].distance(to: truth))
      kuttaError = max(kuttaError, kutta.weights[0].distance(to: truth))
    }
    #expect(eulerError < 1e-3 && eulerError > 1e-5)
    #expect(kuttaError < 1e-12)
  }

  @Test func `discrete descent is the closed form with powers`() {
    let a = DoubleMatrix(diagonal: Self.rates)
    let w = start(columns: 6)
    let exact = OneLayerClosedForm(start: w, moments: SecondMoments(moment: a))
    var flow = GradientFlow(weights: [w], moment: a)
    for _ in 0..<200 { flow.euler(0.01) }
    #expect(flow.weights[0].distance(to: exact.descent(rate: 0.01, steps: 200)) < 2e-15)
    // Columns that no concept uses stay where they started.
    #expect((0..<6).allSatisfy { flow.weights[0][$0, 5] == w[$0, 5] })
  }

  @Test(arguments: [false, true])
  func `float32 training follows the closed form, with and without bias`(_ bias: Bool) throws {
    let net = try SmallNetArchitecture(kind: .linear, depth: 1, dimension: 6, bias: bias)
    var stream = RandomStream(seed: 3, replicate: 0, name: "closed", task: nil)
    let first = SmallNetParameters(net, .torchDefault, from: &stream)
    let moments = SecondMoments(moment: DoubleMatrix(diagonal: Self.rates), mean: Self.mean)
    var options = SmallNetOptions()
    options.learningRate = .constant(0.01)
    let trainer = try SmallNetTrainer(
      net, data: [.moments(moments)], options: options, parameters: [first])
    try trainer.advance(by: 200)
    let exact = OneLayerClosedForm(start: joined(first), moments: moments)
    let found = joined(trainer.parameters(0))
    #expect(found.distance(to: exact.descent(rate: 0.01, steps: 200)) < 2e-6)
    let flow = found.distance(to: exact.flow(time: 2))
    #expect(flow < 2e-2 && flow > 1e-4)
  }

  private func joined(_ parameters: SmallNetParameters) -> DoubleMatrix {
    let d = parameters.architecture.dimension
    let width = parameters.architecture.bias ? d + 1 : d
    var v = DoubleMatrix(rows: d, columns: width)
    for row in 0..<d {
      for column in 0..<d { v[row, column] = Double(parameters.values[row * d + column]) }
      if width > d { v[row, d] = Double(parameters.values[d * d + row]) }
    }
    return v
  }

  @Test func `the bias form agrees with Euler steps of its own equation`() {
    let moments = SecondMoments(moment: DoubleMatrix(diagonal: Self.rates), mean: Self.mean)
    let first = start(columns: 7)
    var goal = DoubleMatrix(rows: 6, columns: 7)
    for k in 0..<6 { goal[k, k] = 1 }
    var v = first
    for _ in 0..<2000 { v = v - 1e-3 * ((v - goal) * moments.joint) }
    let exact = OneLayerClosedForm(start: first, moments: moments)
    #expect(v.distance(to: exact.descent(rate: 1e-3, steps: 2000)) < 1e-13)
    #expect(v.distance(to: exact.flow(time: 2)) < 1e-3)
  }

  @Test(arguments: [1, 2, 4]) func `float32 training of deep linear nets follows double precision`(
    _ depth: Int
  ) throws {
    let net = try SmallNetArchitecture(kind: .linear, depth: depth, dimension: 6, hidden: 7)
    var stream = RandomStream(seed: 5, replicate: 0, name: "deep", task: nil)
    let first = SmallNetParameters(net, .torchDefault, from: &stream)
    let a = DoubleMatrix(diagonal: Self.rates)
    var options = SmallNetOptions()
    options.learningRate = .constant(0.02)
    let trainer = try SmallNetTrainer(
      net, data: [.moments(SecondMoments(moment: a))], options: options, parameters: [first])
    let losses = try trainer.advance(by: 300, losses: true)[0]
    var flow = GradientFlow(weights: (0..<depth).map { first.weight($0) }, moment: a)
    for loss in losses {
      #expect(abs(loss - flow.loss) < 2e-5 * max(flow.loss, 0.01))
      flow.euler(0.02)
    }
  }

  @Test func `entries of the symmetric field are growth minus suppression minus noise`() {
    var stream = RandomStream(seed: 9, replicate: 0, name: "field", task: nil)
    let u = DoubleMatrix(rows: 5, columns: 7, (0..<35).map { _ in stream.uniform() - 0.3 })
    let w = u * u.transposed
    let a = [3.1, 1.2, 0.7, 0.2, 0]
    let field = SymmetricFlow.field(w, moment: DoubleMatrix(diagonal: a))
    for i in 0..<5 {
      for j in 0..<5 {
        let part = SymmetricFlow.entry(w, diagonal: a, i, j)
        #expect(abs(part.growth - part.suppression - part.noise - field[i, j]) < 6e-14)
      }
    }
  }

  @Test func `the gradient of U moves W at exactly twice the field`() {
    var stream = RandomStream(seed: 10, replicate: 0, name: "field", task: nil)
    let u = DoubleMatrix(rows: 4, columns: 5, (0..<20).map { _ in stream.uniform() - 0.3 })
    let flow = SymmetricFlow(u: u, moment: DoubleMatrix(diagonal: [2, 1, 0.5, 0]))
    let velocity = (-1) * flow.gradient()
    let moved = velocity * u.transposed + u * velocity.transposed
    let field = SymmetricFlow.field(flow.product, moment: flow.moment)
    #expect(moved.distance(to: 2 * field) < 1e-13)
  }

  @Test func `float32 training of the symmetric net follows U in the paper's time`() throws {
    let net = try SmallNetArchitecture(kind: .symmetric, depth: 2, dimension: 3, hidden: 3)
    var stream = RandomStream(seed: 11, replicate: 0, name: "u", task: nil)
    let first = SmallNetParameters(net, .positiveUniform(scale: 0.2), from: &stream)
    #expect(first.values.allSatisfy { (0..<0.2).contains($0) })
    let moments = SecondMoments(moment: DoubleMatrix(diagonal: [0.55, 1.175, 0])).squared
    var options = SmallNetOptions()
    options.learningRate = .constant(0.01)
    let trainer = try SmallNetTrainer(
      net, data: [.moments(moments)], options: options, parameters: [first])
    var flow = SymmetricFlow(
      u: DoubleMatrix(rows: 3, columns: 3, first.values.map(Double.init)), moment: moments.moment)
    for _ in 0..<20 {
      try trainer.advance(by: 50)
      for _ in 0..<50 { flow.step(0.01) }
      #expect(trainer.parameters(0).product.map { $0.distance(to: flow.product) < 1e-5 } == true)
    }
    #expect(flow.product[1, 1] > 0.9)
  }
}
