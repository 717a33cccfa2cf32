internal import CLayers
package import SweepModel

/// Answers with a trained network: draws images, predicts noise, shows what layers make of an image.
///
/// Not safe to share between threads.
package final class DiffusionSampler {
  package let architecture: UNetArchitecture
  package let schedule: NoiseSchedule
  /// What the network was trained to tell.
  private let prediction: NoisePrediction
  private let network: UNetNetwork
  private let parameters: ParameterBlock
  private var isStale = false

  /// - Parameter slice: images that go through the network together.
  package convenience init(
    _ weights: UNetWeights, schedule: NoiseSchedule, prediction: NoisePrediction = .noise,
    precision: ComputePrecision = .float32, slice: Int = 16
  ) throws(UNetError) {
    let block = ParameterBlock(weights.architecture.tensors)
    weights.write(to: block)
    try self.init(
      weights.architecture, parameters: block, schedule: schedule, prediction: prediction,
      precision: precision,
      slice: slice)
  }

  init(
    _ architecture: UNetArchitecture, parameters: ParameterBlock, schedule: NoiseSchedule,
    prediction: NoisePrediction,
    precision: ComputePrecision, slice: Int
  ) throws(UNetError) {
    guard (1...1024).contains(slice) else {
      throw .outOfRange(name: "slice", value: "\(slice)", expected: "1 to 1024")
    }
    self.architecture = architecture
    self.schedule = schedule
    self.prediction = prediction
    self.parameters = parameters
    network = UNetNetwork(
      architecture, parameters: parameters, gradient: nil, precision: precision, slice: slice)
    try network.prepare()
  }

  /// Says that the parameters have changed; they are taken in at the next use.
  func parametersChanged() { isStale = true }

  private func refresh() throws(UNetError) {
    if isStale { try network.pack() }
    isStale = false
  }

  /// Draws one image for each row of labels. An image depends on its labels, its place and the stream, not on
  /// the images that are drawn with it.
  ///
  /// - Parameters:
  ///   - labels: [count][architecture.labels].
  ///   - count: how many; needed because a network may have no labels.
  ///   - start: what to start from, [count][height][width][channels]; nil for noise from the stream.
  /// - Returns: [count][height][width][channels], in the range that the training images had.
  package func sample(
    labels: [Float], count: Int, rule: SamplingRule = SamplingRule(), stream: RandomStream,
    start: [Float]? = nil
  ) throws(UNetError) -> [Float] {
    let steps = try rule.steps(schedule)
    return try draw(labels: labels, count: count, rule: rule, steps: steps, done: steps.count, stream, start)
  }

  /// What a named layer makes in one step of drawing images, in the pass that has the labels.
  ///
  /// - Parameters:
  ///   - labels: [count][architecture.labels].
  ///   - step: 1 for the first, from pure noise, to ``SamplingRule/stepCount(_:)`` for the last.
  /// - Returns: [count][height][width][channels] of that layer.
  package func capture(
    _ layer: String, drawing labels: [Float], count: Int, rule: SamplingRule = SamplingRule(), step: Int,
    stream: RandomStream
  ) throws(UNetError) -> [Float] {
    let steps = try rule.steps(schedule)
    guard steps.indices.contains(step - 1) else {
      throw .outOfRange(name: "step", value: "\(step)", expected: "1 to \(steps.count)")
    }
    let images = try draw(
      labels: labels, count: count, rule: rule, steps: steps, done: step - 1, stream, nil)
    let time = Double(steps[step - 1].time)
    return try capture(
      layer, images: images, times: [Double](repeating: time, count: count), labels: labels)
  }

  /// - Parameter done: after how many steps the images are returned.
  private func draw(
    labels: [Float], count: Int, rule: SamplingRule, steps: [SamplingRule.Step], done: Int,
    _ stream: RandomStream, _ start: [Float]?
  ) throws(UNetError) -> [Float] {
    let size = architecture.imageCount
    try check("the labels", labels, count * architecture.labels)
    if let start { try check("the starting images", start, count * size) }
    try refresh()
    var result = start ?? [Float](repeating: 0, count: count * size)
    let perImage = size * (1 + steps.count)
    var noise = [Float](repeating: 0, count: size)
    var unconditional = [Float](repeating: 0, count: network.slice * size)
    for first in stride(from: 0, to: count, by: network.slice) {
      let here = min(network.slice, count - first)
      for index in 0..<here where start == nil {
        noise.withUnsafeMutableBufferPointer { buffer in
          guard let target = buffer.baseAddress else { return }
          NormalNoise.fill(target, count: size, first: (first + index) * perImage, from: stream)
        }
        for k in 0..<size { result[(first + index) * size + k] = noise[k] }
      }
      for number in steps.indices.prefix(done) {
        let step = steps[number]
        let guided = rule.guidance != 1 && architecture.labels > 0
        if guided {
          try predict(&result, first, here, time: Double(step.time), labels: nil)
          for k in 0..<here * size { unconditional[k] = network.output.floats[k] }
        }
        try predict(&result, first, here, time: Double(step.time), labels: labels)
        let guidance = Float(rule.guidance)
        for index in 0..<here {
          if step.noise != 0 {
            noise.withUnsafeMutableBufferPointer { buffer in
              guard let target = buffer.baseAddress else { return }
              NormalNoise.fill(
                target, count: size, first: (first + index) * perImage + (number + 1) * size, from: stream)
            }
          }
          for k in 0..<size {
            let place = (first + index) * size + k
            var epsilon = network.output.floats[index * size + k]
            if guided {
              let without = unconditional[index * size + k]
              epsilon = without + guidance * (epsilon - without)
            }
            epsilon = prediction.noise(
              epsilon, x: result[place], signal: step.signal, noisiness: step.noisiness)
            if rule.clips { epsilon = step.clipped(epsilon, x: result[place]) }
            result[place] = step.image * result[place] + step.prediction * epsilon
            if step.noise != 0 { result[place] += step.noise * noise[k] }
          }
        }
      }
    }
    return result
  }

  /// The network's output for images at given times, [count][height][width][channels].
  package func predict(images: [Float], times: [Double], labels: [Float]) throws(UNetError) -> [Float] {
    try outputs(of: nil, images: images, times: times, labels: labels)
  }

  /// What a named layer makes of images, [count][height][width][channels] of that layer. `up2` and `sa5` are
  /// the papers' layer 4, before and after its attention.
  package func capture(
    _ layer: String, images: [Float], times: [Double], labels: [Float]
  ) throws(UNetError) -> [Float] {
    try outputs(of: layer, images: images, times: times, labels: labels)
  }

  /// Height, width and channels of a layer's output, nil for a name that the network does not have.
  package func shape(of layer: String) -> (height: Int, width: Int, channels: Int)? {
    network.shape(of: layer)
  }

  /// The names of layers that ``capture(_:images:times:labels:)`` knows.
  package var layerNames: [String] { network.layerNames }

  private func outputs(
    of layer: String?, images: [Float], times: [Double], labels: [Float]
  ) throws(UNetError) -> [Float] {
    let (count, size) = (times.count, architecture.imageCount)
    try check("the images", images, count * size)
    try check("the labels", labels, count * architecture.labels)
    try refresh()
    try network.capture(layer.map { [$0] } ?? [])
    var result: [Float] = []
    for first in stride(from: 0, to: count, by: network.slice) {
      let here = min(network.slice, count - first)
      load(images, first, here)
      for index in 0..<here { embed(index, times[first + index], labels, first + index) }
      try network.forward()
      if let layer, let all = network.captured(layer) {
        result += all[..<(all.count / network.slice * here)]
      } else {
        result += UnsafeBufferPointer(start: network.output.floats, count: here * size)
      }
    }
    try network.capture([])
    return result
  }

  private func predict(
    _ images: inout [Float], _ first: Int, _ count: Int, time: Double, labels: [Float]?
  ) throws(UNetError) {
    load(images, first, count)
    for index in 0..<count { embed(index, time, labels, first + index) }
    try network.forward()
  }

  private func load(_ images: [Float], _ first: Int, _ count: Int) {
    let size = architecture.imageCount
    images.withUnsafeBufferPointer { buffer in
      guard let from = buffer.baseAddress else { return }
      network.image.floats.update(from: from + first * size, count: count * size)
    }
    // A slice that is not full leaves old images behind: finite numbers that nobody reads.
  }

  private func embed(_ index: Int, _ time: Double, _ labels: [Float]?, _ row: Int) {
    guard let labels else { return network.embed(index, time: time, labels: nil) }
    labels.withUnsafeBufferPointer { buffer in
      network.embed(
        index, time: time, labels: buffer.baseAddress.map { $0 + row * architecture.labels })
    }
  }

  private func check(_ what: String, _ values: [Float], _ expected: Int) throws(UNetError) {
    guard values.count == expected else {
      throw .shape(what: what, expected: expected, found: values.count)
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: what, index: index) }
  }
}
