import CKernels
import SweepModel
import Testing
import Training

/// Kernels against the double precision reference, on each instruction set that the machine has.
@Suite(.serialized) struct SmallNetKernelTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let kind: SmallNetArchitecture.Kind
    let depth: Int, dimension: Int, hidden: Int, bias: Bool, samples: Int, targets: Bool
    var testDescription: String {
      "\(kind) depth \(depth) d \(dimension) h \(hidden) bias \(bias) n \(samples) targets \(targets)"
    }
  }

  static let cases: [Case] = [
    Case(kind: .linear, depth: 1, dimension: 2, hidden: 2, bias: false, samples: 40, targets: false),
    Case(kind: .linear, depth: 1, dimension: 5, hidden: 5, bias: true, samples: 17, targets: true),
    Case(kind: .linear, depth: 3, dimension: 3, hidden: 7, bias: true, samples: 130, targets: true),
    Case(kind: .linear, depth: 16, dimension: 4, hidden: 4, bias: false, samples: 20, targets: false),
    Case(kind: .linear, depth: 2, dimension: 20, hidden: 9, bias: true, samples: 150, targets: true),
    Case(kind: .relu, depth: 1, dimension: 8, hidden: 8, bias: true, samples: 9, targets: false),
    Case(kind: .relu, depth: 3, dimension: 2, hidden: 4, bias: true, samples: 140, targets: false),
    Case(kind: .relu, depth: 4, dimension: 8, hidden: 3, bias: false, samples: 1, targets: true),
    Case(kind: .relu, depth: 3, dimension: 8, hidden: 8, bias: true, samples: 200, targets: true),
    Case(kind: .relu, depth: 5, dimension: 6, hidden: 8, bias: false, samples: 70, targets: true),
    Case(kind: .linear, depth: 2, dimension: 1, hidden: 2, bias: true, samples: 300, targets: true),
    Case(kind: .relu, depth: 3, dimension: 20, hidden: 9, bias: true, samples: 7, targets: true),
    Case(kind: .relu, depth: 4, dimension: 3, hidden: 100, bias: true, samples: 8, targets: false),
    Case(kind: .linear, depth: 2, dimension: 33, hidden: 70, bias: false, samples: 1, targets: true),
    Case(kind: .relu, depth: 3, dimension: 7, hidden: 5, bias: true, samples: 2, targets: true),
    Case(kind: .relu, depth: 3, dimension: 9, hidden: 33, bias: true, samples: 137, targets: true),
    Case(kind: .relu, depth: 2, dimension: 3, hidden: 50, bias: false, samples: 30, targets: false),
    Case(kind: .relu, depth: 16, dimension: 12, hidden: 10, bias: true, samples: 16, targets: false),
    Case(kind: .relu, depth: 2, dimension: 256, hidden: 19, bias: true, samples: 5, targets: false),
    Case(kind: .symmetric, depth: 2, dimension: 3, hidden: 4, bias: false, samples: 25, targets: false),
    Case(kind: .symmetric, depth: 2, dimension: 12, hidden: 17, bias: false, samples: 40, targets: false),
  ]

  /// Every ReLU is kept this far from its kink, so that float32 and double take the same side.
  static let kink = 1e-5

  @Test(arguments: cases) func `loss and gradient agree with the reference`(_ one: Case) throws {
    let best = ck_supported()
    defer { ck_select(best) }
    let architecture = try SmallNetArchitecture(
      kind: one.kind, depth: one.depth, dimension: one.dimension, hidden: one.hidden, bias: one.bias)
    for seed in 0..<50 {
      var stream = RandomStream(seed: seed, replicate: 0, name: "kernels", task: nil)
      let start = SmallNetParameters(architecture, .torchDefault, from: &stream)
      let inputs = numbers(one.samples * one.dimension, &stream)
      let targets = one.targets ? numbers(inputs.count, &stream) : nil
      for loss in SmallNetOptions.Loss.allCases {
        let truth = SmallNetReference(start).gradient(inputs, targets: targets, loss: loss)
        guard truth.kink > Self.kink else { continue }
        for set in [CK_BASELINE, CK_AVX2, CK_AVX512] where set.rawValue <= best.rawValue {
          ck_select(set)
          var options = SmallNetOptions()
          options.loss = loss
          let samples = try SmallNetSamples(dimension: one.dimension, inputs: inputs, targets: targets)
          let trainer = try SmallNetTrainer(
            architecture, data: [.samples(samples)], options: options, parameters: [start])
          #expect(abs(trainer.loss(0) - truth.loss) <= 2e-6 * truth.loss)
          let size = truth.gradient.reduce(0) { max($0, abs($1)) }
          let found = trainer.lossGradient(0)
          let error = zip(found, truth.gradient).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
          #expect(error <= 5e-6 * size, "set \(set.rawValue) loss \(loss)")
        }
      }
      if seed >= 3 { return }
    }
  }

  @Test(arguments: cases.filter { $0.samples < 50 && $0.dimension < 20 })
  func `the reference's gradient is the slope of its loss`(_ one: Case) throws {
    let architecture = try SmallNetArchitecture(
      kind: one.kind, depth: one.depth, dimension: one.dimension, hidden: one.hidden, bias: one.bias)
    var stream = RandomStream(seed: 1, replicate: 0, name: "slopes", task: nil)
    var reference = SmallNetReference(SmallNetParameters(architecture, .torchDefault, from: &stream))
    let inputs = numbers(one.samples * one.dimension, &stream)
    let targets = one.targets ? numbers(inputs.count, &stream) : nil
    let (_, gradient, kink) = reference.gradient(inputs, targets: targets, loss: .meanSquare)
    let size = gradient.reduce(0) { max($0, abs($1)) }
    let step = min(1e-5, kink / 50)
    for index in stride(from: 0, to: reference.values.count, by: max(reference.values.count / 40, 1)) {
      let value = reference.values[index]
      reference.values[index] = value + step
      let above = reference.gradient(inputs, targets: targets, loss: .meanSquare).loss
      reference.values[index] = value - step
      let below = reference.gradient(inputs, targets: targets, loss: .meanSquare).loss
      reference.values[index] = value
      #expect(abs((above - below) / (2 * step) - gradient[index]) <= 1e-6 * size + 1e-13 / step)
    }
  }
}

/// Uniform in [-1, 1).
func numbers(_ count: Int, _ stream: inout RandomStream) -> [Float] {
  (0..<count).map { _ in Float(2 * stream.uniform() - 1) }
}
