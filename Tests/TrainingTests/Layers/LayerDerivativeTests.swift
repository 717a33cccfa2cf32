import Foundation
import Testing

@testable import Training

/// Each layer's backward against differences of its forward.
struct LayerDerivativeTests {
  /// One layer with random inputs and parameters, whose loss is a random weighted sum of its outputs.
  final class Bench {
    let context: LayerContext
    let layer: any Layer
    let inputs: [Tensor]
    private let plan: LayerPlan
    private let weights: [Float]
    private var values: [[Float]]

    init(
      _ tensors: [ParameterTensor], inputs: (LayerContext) -> [Tensor],
      _ make: (LayerContext, [Tensor]) -> any Layer
    )
      throws
    {
      let parameters = ParameterBlock(tensors)
      context = LayerContext(
        parameters: parameters, gradient: ParameterBlock(tensors), precision: .float32)
      self.inputs = inputs(context)
      layer = make(context, self.inputs)
      plan = LayerPlan(context, layers: [layer], inputs: self.inputs, outputs: [layer.output])
      try plan.prepare()
      for tensor in tensors {
        _ = parameters.slice(tensor).update(fromContentsOf: GoldenNumbers.draw(tensor.name, tensor.count))
      }
      weights = GoldenNumbers.draw("weights", layer.output.count)
      values = self.inputs.map { GoldenNumbers.draw("input " + $0.name, $0.count) }
    }

    /// The loss with inputs and parameters moved by `step` along fixed random directions.
    private func loss(_ step: Float) throws -> Double {
      for (input, numbers) in zip(inputs, values) {
        let direction = GoldenNumbers.draw("direction " + input.name, input.count)
        for k in 0..<input.count { input.floats[k] = numbers[k] + step * direction[k] }
      }
      let start = context.parameters.tensors.map { Array(context.parameters.slice($0)) }
      for (tensor, numbers) in zip(context.parameters.tensors, start) {
        let direction = GoldenNumbers.draw("direction " + tensor.name, tensor.count)
        let place = context.parameters.slice(tensor)
        for k in place.indices { place[k] = numbers[k] + step * direction[k] }
      }
      try layer.pack()
      try layer.forward()
      for (tensor, numbers) in zip(context.parameters.tensors, start) {
        _ = context.parameters.slice(tensor).update(fromContentsOf: numbers)
      }
      return (0..<weights.count).reduce(0) { $0 + Double(weights[$1]) * Double(layer.output.floats[$1]) }
    }

    /// The slope along the direction: by differences, and by the backward pass.
    func slopes(learning: [Bool]) throws -> (differences: Double, backward: Double) {
      let step: Float = 1.0 / 256
      // Two widths, so that the third derivative cancels.
      let narrow = (try loss(step) - loss(-step)) / Double(2 * step)
      let wide = (try loss(2 * step) - loss(-2 * step)) / Double(4 * step)
      _ = try loss(0)
      layer.output.gradient.floats.update(from: weights, count: weights.count)
      try layer.backward()
      var sum = 0.0
      for (input, learns) in zip(inputs, learning) where learns {
        let direction = GoldenNumbers.draw("direction " + input.name, input.count)
        for k in 0..<input.count { sum += Double(direction[k]) * Double(input.gradient.floats[k]) }
      }
      for tensor in context.parameters.tensors {
        let direction = GoldenNumbers.draw("direction " + tensor.name, tensor.count)
        let gradient = context.parameter(tensor.name).gradient
        for k in 0..<tensor.count { sum += Double(direction[k]) * Double(gradient[k]) }
      }
      return ((4 * narrow - wide) / 3, sum)
    }
  }

  private func check(
    _ what: String, _ tensors: [(String, [Int])] = [], learning: [Bool] = [true], tolerance: Double = 2e-3,
    inputs: (LayerContext) -> [Tensor], _ make: (LayerContext, [Tensor]) -> any Layer
  ) throws {
    let list = tensors.map { ParameterTensor(name: $0.0, shape: $0.1, start: .constant(0)) }
    let (differences, backward) = try Bench(list, inputs: inputs, make).slopes(learning: learning)
    #expect(abs(differences) > 1e-2, "\(what) has a slope")
    #expect(
      abs(differences - backward) < tolerance * max(abs(differences), 1),
      "\(what): differences \(differences), backward \(backward)")
  }

  @Test(arguments: [1, 3], [3, 16, 20])
  func convolution(kernel: Int, channels: Int) throws {
    let name = "c\(kernel).\(channels)"
    try check(
      name, [(name + ".w", [5, channels, kernel, kernel]), (name + ".b", [5])],
      inputs: { [$0.activations("x", batch: 2, height: 4, width: 4, channels: channels)] }
    ) { context, inputs in
      ConvolutionLayer(
        name, input: inputs[0], outputs: 5, kernel: kernel, weight: name + ".w", bias: name + ".b",
        context: context)
    }
  }

  @Test(arguments: [(3, 2), (16, 4), (20, 3)], [true, false])
  func `group norm with all that follows it`(shape: (channels: Int, edge: Int), gelu: Bool) throws {
    let (c, edge) = shape
    try check(
      "norm", [("g.weight", [c]), ("g.bias", [c])], learning: [true, true, true],
      inputs: {
        [
          $0.activations("x", batch: 2, height: edge, width: edge, channels: c),
          $0.activations("r", batch: 2, height: edge, width: edge, channels: c),
          Tensor("e", batch: 2, height: 1, width: 1, channels: c, elementSize: 4),
        ]
      }
    ) { context, inputs in
      GroupNormLayer(
        "g", input: inputs[0], parameters: "g", gelu: gelu, residual: inputs[1], embedding: inputs[2],
        context: context)
    }
  }

  @Test(arguments: [3, 8, 16, 35])
  func `layer norm`(channels: Int) throws {
    try check(
      "norm", [("l.weight", [channels]), ("l.bias", [channels])],
      inputs: { [$0.activations("x", batch: 2, height: 2, width: 3, channels: channels)] }
    ) { LayerNormLayer("l", input: $1[0], context: $0) }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 8, 16, 24], [(2, 2), (5, 5), (8, 4)])
  func attention(head: Int, edges: (Int, Int)) throws {
    try check(
      "attention",
      inputs: {
        [$0.activations("x", batch: 2, height: edges.0, width: edges.1, channels: 3 * 2 * head)]
      }
    ) { AttentionLayer("a", input: $1[0], heads: 2, context: $0) }
  }

  @Test func `GELU, pooling, up-sampling and sums`() throws {
    try check("gelu", inputs: { [$0.activations("x", batch: 1, height: 3, width: 3, channels: 5)] }) {
      GELULayer("y", input: $1[0], context: $0)
    }
    // A kink lies within a step only where two numbers of a window nearly tie.
    try check(
      "pool", tolerance: 1e-2,
      inputs: { [$0.activations("x", batch: 2, height: 4, width: 6, channels: 18)] }
    ) { MaxPoolLayer("y", input: $1[0], context: $0) }
    try check(
      "up", learning: [true, true],
      inputs: {
        [
          $0.activations("x", batch: 2, height: 3, width: 2, channels: 18),
          $0.activations("s", batch: 2, height: 6, width: 4, channels: 3),
        ]
      }
    ) { UpsampleConcatLayer("y", input: $1[0], skip: $1[1], context: $0) }
    try check(
      "sum", learning: [true, true],
      inputs: {
        [
          $0.activations("x", batch: 2, height: 3, width: 3, channels: 4),
          $0.activations("s", batch: 2, height: 3, width: 3, channels: 4),
        ]
      }
    ) { AddLayer("y", branch: $1[0], trunk: $1[1], context: $0) }
  }

  @Test(arguments: [(16, 8, 4), (24, 8, 3), (20, 4, 3), (6, 2, 2), (64, 8, 5)], [true, false])
  func `group norm with several groups`(
    shape: (channels: Int, groups: Int, edge: Int), gelu: Bool
  ) throws {
    let (c, groups, edge) = shape
    try check(
      "norm", [("g.weight", [c]), ("g.bias", [c])],
      inputs: { [$0.activations("x", batch: 2, height: edge, width: edge, channels: c)] }
    ) {
      GroupedNormLayer("g", input: $1[0], groups: groups, gelu: gelu, epsilon: 1e-6, context: $0)
    }
  }

  @Test func `what the residual network adds, joins and folds`() throws {
    try check(
      "embedding", learning: [true, true],
      inputs: {
        [
          $0.activations("x", batch: 2, height: 3, width: 2, channels: 5),
          Tensor("e", batch: 2, height: 1, width: 1, channels: 5, elementSize: 4),
        ]
      }
    ) { AddEmbeddingLayer("y", input: $1[0], embedding: $1[1], context: $0) }
    try check(
      "concat", learning: [true, true],
      inputs: {
        [
          $0.activations("x", batch: 2, height: 3, width: 2, channels: 5),
          $0.activations("s", batch: 2, height: 3, width: 2, channels: 3),
        ]
      }
    ) { ConcatLayer("y", $1[0], $1[1], context: $0) }
    try check(
      "bias", [("b", [5])], inputs: { [$0.activations("x", batch: 2, height: 3, width: 2, channels: 5)] }
    ) {
      BiasLayer("y", input: $1[0], bias: "b", context: $0)
    }
    for unfolds in [false, true] {
      try check(
        "fold", inputs: { [$0.activations("x", batch: 2, height: 4, width: 6, channels: 8)] }
      ) { FoldLayer("y", input: $1[0], unfolds: unfolds, context: $0) }
    }
  }

  @Test(arguments: [1, 3])
  func `the ends of the network`(channels: Int) throws {
    try check(
      "stem", [("s", [20, channels, 3, 3])], learning: [false],
      // The image is not moved: its gradient is nobody's.
      inputs: { _ in [] }
    ) { context, _ in
      let image = Tensor("i", batch: 2, height: 4, width: 5, channels: channels, elementSize: 4)
      return StemOnImage(
        image: image,
        StemLayer("stem", input: image, outputs: 20, weight: "s", context: context))
    }
    try check(
      "head", [("h.weight", [channels, 19, 1, 1]), ("h.bias", [channels])],
      inputs: { [$0.activations("x", batch: 2, height: 4, width: 5, channels: 19)] }
    ) { HeadLayer("h", input: $1[0], outputs: channels, context: $0) }
  }

  /// A stem that fills its image itself.
  private final class StemOnImage: Layer {
    let image: Tensor
    let stem: StemLayer
    var name: String { stem.name }
    var family: LayerFamily { stem.family }
    var output: Tensor { stem.output }
    var predictedBytes: LayerBytes { .none }
    var forwardTensors: [Tensor] { stem.forwardTensors }

    init(image: Tensor, _ stem: StemLayer) {
      self.image = image
      self.stem = stem
    }

    func planBackward() -> [Tensor] { stem.planBackward() }
    func forward() {
      image.floats.update(from: GoldenNumbers.draw("image", image.count), count: image.count)
      stem.forward()
    }
    func backward() { stem.backward() }
  }

  @Test func `attention does not overflow on large scores`() throws {
    for head in [4, 24] {
      let tensors: [ParameterTensor] = []
      let bench = try Bench(
        tensors, inputs: { [$0.activations("x", batch: 1, height: 4, width: 5, channels: 3 * head)] }
      ) { AttentionLayer("a", input: $1[0], heads: 1, context: $0) }
      let x = bench.inputs[0]
      for k in 0..<x.count { x.floats[k] = Float((k * 37) % 101) - 50 }
      try bench.layer.forward()
      for token in 0..<20 {
        // Scores are hundreds apart: softmax picks one key's value.
        func score(_ key: Int) -> Double {
          (0..<head).reduce(0) {
            $0 + Double(x.floats[token * 3 * head + $1]) * Double(x.floats[key * 3 * head + head + $1])
          } / Double(head).squareRoot()
        }
        let scores = (0..<20).map(score)
        let top = scores.max() ?? 0
        let weights = scores.map { exp2(($0 - top) * 1.4426950408889634) }
        let total = weights.reduce(0, +)
        for c in 0..<head {
          let expected = (0..<20).reduce(0.0) {
            $0 + weights[$1] / total * Double(x.floats[$1 * 3 * head + 2 * head + c])
          }
          #expect(abs(Double(bench.layer.output.floats[token * head + c]) - expected) < 1e-2)
        }
      }
    }
  }
}
