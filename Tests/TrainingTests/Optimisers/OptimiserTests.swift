import Foundation
import Testing
import Training

struct OptimiserTests {
  /// The goldens' numbers: sines of the index.
  static func wave(_ count: Int, _ frequency: Double, _ scale: Double = 1) -> [Double] {
    (0..<count).map { scale * sin(frequency * Double($0 + 1)) }
  }

  /// Ten steps on the goldens' gradients; the arrays handed to `step` are parameters and gradient.
  private func descend(
    _ step: (UnsafeMutableBufferPointer<Float>, UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) -> [Float] {
    var p = Self.wave(5, 1.3).map { Float($0) }
    for index in 0..<10 {
      var g = zip(Self.wave(5, 0.7 + 0.1 * Double(index), 2), p).map { Float($0 * Double($1)) }
      p.withUnsafeMutableBufferPointer { p in g.withUnsafeMutableBufferPointer { step(p, $0, index) } }
      #expect(g == [0, 0, 0, 0, 0], "the gradient is reset")
    }
    return p
  }

  private func expectClose(_ found: [Float], _ golden: [Double]) {
    #expect(found.count == golden.count)
    for (a, b) in zip(found, golden) { #expect(abs(Double(a) - b) < 2e-6) }
  }

  private func adamW(epsilon: Double, clip: Double?) -> [Float] {
    var rule = AdamW()
    rule.decay = 0.1
    rule.epsilon = epsilon
    var check = GradientGuard()
    check.clippingNorm = clip
    var (m, v) = ([Float](repeating: 0, count: 5), [Float](repeating: 0, count: 5))
    return descend { p, g, step in
      let found = try? check.check(
        loss: 1, parts: [.init("p", UnsafeBufferPointer(g))], step: step, rate: 1e-2)
      m.withUnsafeMutableBufferPointer { m in
        v.withUnsafeMutableBufferPointer { v in
          rule.update(
            p, gradient: g, first: m, second: v, rate: 1e-2, step: step + 1,
            gradientScale: found?.scale ?? .nan)
        }
      }
    }
  }

  @Test func `AdamW does what PyTorch's does`() {
    expectClose(adamW(epsilon: 1e-8, clip: nil), TorchGoldens.adamW)
  }

  @Test func `clipping the norm is PyTorch's`() {
    expectClose(adamW(epsilon: 1e-3, clip: 0.3), TorchGoldens.clipped)
  }

  @Test func `one cycle is PyTorch's, and stays at its end`() {
    let long = LearningRate.oneCycle(peak: 3e-4, steps: 25)
    for (step, rate) in TorchGoldens.oneCycle.enumerated() {
      #expect(abs(long.rate(at: step) - rate) < 1e-18)
    }
    #expect(long.rate(at: 100) == long.rate(at: 24))
    let short = LearningRate.oneCycle(
      peak: 3e-4, steps: 7, warmFraction: 0.5, divisor: 10, finalDivisor: 100)
    for (step, rate) in TorchGoldens.oneCycleShort.enumerated() {
      #expect(abs(short.rate(at: step) - rate) < 1e-18)
    }
  }

  @Test func `the other schedules pass through their known points`() {
    #expect(LearningRate.constant(0.5).rate(at: 1_000_000) == 0.5)
    let cosine = LearningRate.cosine(peak: 1, floor: 0.2, steps: 100)
    #expect(cosine.rate(at: 0) == 1)
    #expect(abs(cosine.rate(at: 50) - 0.6) < 1e-15)
    #expect(cosine.rate(at: 100) == 0.2 && cosine.rate(at: 200) == 0.2)
    let warm = LearningRate.warmUp(peak: 2, steps: 4)
    #expect((0..<6).map(warm.rate) == [0.5, 1, 1.5, 2, 2, 2])
    let both = LearningRate.warmUpCosine(peak: 2, floor: 0, warmUpSteps: 4, steps: 14)
    #expect((0..<5).map(both.rate) == [0.5, 1, 1.5, 2, 2])
    #expect(abs(both.rate(at: 9) - 1) < 1e-15 && both.rate(at: 14) == 0)
    #expect(LearningRate.cosine(peak: 1, floor: 0.2, steps: 0).rate(at: 0).isFinite)
    #expect(LearningRate.oneCycle(peak: 1, steps: 1).rate(at: 0).isFinite)
  }

  @Test func `the guard names the part and the step`() {
    func check(_ loss: Double, _ a: [Float], _ b: [Float]) -> Divergence? {
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b -> Divergence? in
          do throws(Divergence) {
            _ = try GradientGuard().check(
              loss: loss, parts: [.init("down.weight", a), .init("up.weight", b)], step: 12, rate: 0.1)
            return nil
          } catch { return error }
        }
      }
    }
    #expect(check(1, [1, 2], [3]) == nil)
    #expect(check(.nan, [1], [3])?.symptom == .lossNotFinite)
    let bad = check(1, [1, 2], [3, .nan])
    #expect(bad?.symptom == .gradientNotFinite && bad?.layer == "up.weight" && bad?.step == 12)
    let long = check(1, [0x3p44, 0x4p44], [1])
    #expect(long?.symptom == .gradientExploded(norm: 0x5p44, limit: 1e12) && long?.layer == "down.weight")
    #expect(long?.description.contains("Lower the learning rate (now 0.1)") == true)
  }

  @Test(arguments: [(3, 5, 3, 20, TorchGoldens.relu), (12, 17, 2, 150, TorchGoldens.wideRelu)])
  func `a ReLU net trains as PyTorch's`(
    _ d: Int, _ hidden: Int, _ depth: Int, _ samples: Int, _ golden: [Double]
  ) throws {
    let net = try SmallNetArchitecture(kind: .relu, depth: depth, dimension: d, hidden: hidden, bias: true)
    let start = try SmallNetParameters(
      net, values: Self.wave(net.parameterCount, 2.1, 0.5).map { Float($0) })
    let data = try SmallNetSamples(dimension: d, inputs: Self.wave(samples * d, 0.9).map { Float($0) })
    var options = SmallNetOptions()
    options.loss = .meanSquare
    options.momentum = 0.9
    let trainer = try SmallNetTrainer(net, data: [.samples(data)], options: options, parameters: [start])
    let losses = try trainer.advance(by: golden.count, losses: true)[0]
    for (loss, truth) in zip(losses, golden) { #expect(abs(loss / truth - 1) < 1e-5) }
  }
}
