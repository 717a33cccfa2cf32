internal import Foundation
package import SweepModel

/// A small convolutional network that answers yes-or-no questions about images: three convolutions with GELU and
/// pooling, then one linear head for each question, whose logits are averaged over the places that are left.
///
/// Trained on the mean cross-entropy of all answers with AdamW. Not safe to share between threads.
package final class BinaryClassifier {
  /// How the network is made and trained.
  package struct Options: Hashable, Sendable {
    package var imageSize = 32
    package var channels = 3
    package var questions = 2
    /// Channels after the first convolution; twice as many after the second, four times after the third.
    package var width = 16
    /// Images of a step, and of a pass.
    package var batchSize = 64
    package var learningRate = 2e-3

    package init() {}
  }

  package let options: Options
  /// Steps done.
  package private(set) var step = 0
  private let parameters: ParameterBlock
  private let gradient: ParameterBlock
  private let first: ParameterBlock
  private let second: ParameterBlock
  private let image: Tensor
  private let head: Tensor
  private let plan: LayerPlan
  private let optimiser = AdamW()
  private let guardian = GradientGuard()
  private let parts: [GradientGuard.Part]

  /// - Parameter start: gives the first weights.
  package init(_ options: Options, start: RandomStream) throws(UNetError) {
    self.options = options
    let tensors = BinaryClassifier.tensors(options)
    parameters = ParameterBlock(tensors)
    gradient = ParameterBlock(tensors)
    first = ParameterBlock(tensors)
    second = ParameterBlock(tensors)
    let gradient = gradient
    parts = tensors.map { GradientGuard.Part($0.name, UnsafeBufferPointer(gradient.slice($0))) }
    let context = LayerContext(parameters: parameters, gradient: gradient, precision: .float32)
    let side = options.imageSize
    image = Tensor(
      "image", batch: options.batchSize, height: side, width: side, channels: options.channels, elementSize: 4
    )
    var layers: [any Layer] = []
    func add(_ layer: some Layer) -> Tensor {
      layers.append(layer)
      return layer.output
    }
    var x = add(
      StemLayer("conv1", input: image, outputs: options.width, weight: "conv1.weight", context: context))
    for stage in 1...BinaryClassifier.stages {
      if stage > 1 {
        x = add(
          ConvolutionLayer(
            "conv\(stage)", input: x, outputs: options.width << (stage - 1), kernel: 3,
            weight: "conv\(stage).weight", bias: "conv\(stage).bias", context: context))
      }
      x = add(GELULayer("gelu\(stage)", input: x, context: context))
      if x.height.isMultiple(of: 2), x.height > 3 {
        x = add(MaxPoolLayer("pool\(stage)", input: x, context: context))
      }
    }
    head = add(HeadLayer("head", input: x, outputs: options.questions, context: context))
    plan = LayerPlan(context, layers: layers, inputs: [image], outputs: [head])
    var start = start
    parameters.start(from: &start)
    try plan.prepare()
    try pack()
  }

  private static let stages = 3

  private static func tensors(_ options: Options) -> [ParameterTensor] {
    var (list, inputs) = ([ParameterTensor](), options.channels)
    for stage in 1...stages {
      let outputs = options.width << (stage - 1)
      let bound = 1 / Double(9 * inputs).squareRoot()
      list.append(
        ParameterTensor(
          name: "conv\(stage).weight", shape: [outputs, inputs, 3, 3], start: .uniform(bound: bound)))
      if stage > 1 {
        list.append(
          ParameterTensor(name: "conv\(stage).bias", shape: [outputs], start: .uniform(bound: bound)))
      }
      inputs = outputs
    }
    let bound = 1 / Double(inputs).squareRoot()
    return list + [
      ParameterTensor(
        name: "head.weight", shape: [options.questions, inputs, 1, 1], start: .uniform(bound: bound)),
      ParameterTensor(name: "head.bias", shape: [options.questions], start: .uniform(bound: bound)),
    ]
  }

  /// Numbers in an image.
  package var imageCount: Int { options.imageSize * options.imageSize * options.channels }

  /// Multiplications of a forward pass of one image.
  package static func multiplications(_ options: Options) -> Double {
    var (side, sum) = (Double(options.imageSize), 0.0)
    for tensor in tensors(options) where tensor.shape.count > 1 {
      sum += Double(tensor.count) * side * side
      if side > 3 { side /= 2 }
    }
    return sum
  }

  /// One step on a batch; returns the mean cross-entropy before it.
  ///
  /// - Parameters:
  ///   - images: [batchSize][height][width][channels].
  ///   - answers: [batchSize][questions].
  /// - Throws: ``UNetError``; after ``UNetError/diverged(_:)`` the parameters are those before the step.
  @discardableResult
  package func step(images: [Float], answers: [Bool]) throws(UNetError) -> Double {
    let (batch, questions) = (options.batchSize, options.questions)
    guard answers.count == batch * questions else {
      throw .shape(what: "the answers", expected: batch * questions, found: answers.count)
    }
    try forward(images, from: 0, count: batch)
    let places = head.pixels
    var loss = 0.0
    let target = head.gradient.floats
    for index in 0..<batch {
      for question in 0..<questions {
        let x = logit(index, question)
        let wanted = answers[index * questions + question] ? 1.0 : 0
        // ln(1 + exp(x)) - wanted x, without overflow.
        loss += max(x, 0) + log(1 + exp(-abs(x))) - wanted * x
        let slope = (BinaryClassifier.sigmoid(x) - wanted) / Double(batch * questions * places)
        for place in 0..<places { target[(index * places + place) * questions + question] = Float(slope) }
      }
    }
    loss /= Double(batch * questions)
    for index in plan.layers.indices.reversed() { try plan.layers[index].backward() }
    do throws(Divergence) {
      _ = try guardian.check(loss: loss, parts: parts, step: step, rate: options.learningRate)
    } catch {
      gradient.all.update(repeating: 0)
      throw .diverged(error)
    }
    step += 1
    optimiser.update(
      parameters.all, gradient: gradient.all, first: first.all, second: second.all,
      rate: options.learningRate,
      step: step)
    try pack()
    return loss
  }

  /// The probability of yes to each question, [count][questions].
  ///
  /// - Parameter images: [count][height][width][channels].
  package func probabilities(_ images: [Float]) throws(UNetError) -> [Double] {
    guard images.count.isMultiple(of: imageCount) else {
      throw .shape(what: "the images", expected: images.count / imageCount * imageCount, found: images.count)
    }
    let count = images.count / imageCount
    var result: [Double] = []
    for start in stride(from: 0, to: count, by: options.batchSize) {
      let here = min(options.batchSize, count - start)
      try forward(images, from: start, count: here)
      for index in 0..<here {
        for question in 0..<options.questions {
          result.append(BinaryClassifier.sigmoid(logit(index, question)))
        }
      }
    }
    return result
  }

  /// The weights by name, for a checkpoint.
  package var weights: [String: CheckpointTensor] {
    var result: [String: CheckpointTensor] = [:]
    for tensor in parameters.tensors {
      result[tensor.name] = CheckpointTensor(floats: Array(parameters.slice(tensor)), shape: tensor.shape)
    }
    return result
  }

  /// Takes the weights out of a checkpoint; it answers as the one they came from, and cannot be trained on as that one
  /// would have been.
  ///
  /// - Parameter prefix: before each name.
  package func restore(_ checkpoint: Checkpoint, prefix: String) throws {
    for tensor in parameters.tensors {
      _ = parameters.slice(tensor).update(
        fromContentsOf: try checkpoint.floats(prefix + tensor.name, shape: tensor.shape))
    }
    try pack()
  }

  private func forward(_ images: [Float], from start: Int, count: Int) throws(UNetError) {
    guard images.count >= (start + count) * imageCount else {
      throw .shape(what: "the images", expected: (start + count) * imageCount, found: images.count)
    }
    images.withUnsafeBufferPointer { buffer in
      guard let from = buffer.baseAddress else { return }
      image.floats.update(from: from + start * imageCount, count: count * imageCount)
    }
    // A batch that is not full shows zeros behind.
    let rest = (options.batchSize - count) * imageCount
    (image.floats + count * imageCount).update(repeating: 0, count: rest)
    for index in plan.layers.indices { try plan.layers[index].forward() }
  }

  private func logit(_ index: Int, _ question: Int) -> Double {
    let places = head.pixels
    let sum = (0..<places).reduce(0.0) {
      $0 + Double(head.floats[(index * places + $1) * options.questions + question])
    }
    return sum / Double(places)
  }

  private func pack() throws(UNetError) {
    for index in plan.layers.indices { try plan.layers[index].pack() }
  }

  private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
