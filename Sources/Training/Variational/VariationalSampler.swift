internal import Foundation
package import SweepModel

/// Draws images with a variational diffusion model by ancestral sampling (Kingma et al. 2021, appendix A.4).
///
/// Not safe to share between threads.
package final class VariationalSampler {
  private let architecture: DenoiserArchitecture
  private let options: VariationalOptions
  private let parameters: ParameterBlock
  private let network: any DenoisingNetwork
  private var isStale = false

  init(
    _ architecture: DenoiserArchitecture, parameters: ParameterBlock, options: VariationalOptions, slice: Int
  ) throws(UNetError) {
    self.architecture = architecture
    self.options = options
    self.parameters = parameters
    network = architecture.network(parameters: parameters, gradient: nil, slice: slice)
    try network.prepare()
  }

  /// Says that the parameters have changed; they are taken in at the next use.
  func parametersChanged() { isStale = true }

  /// Draws one image for each row of labels. An image depends on its labels, its place and the stream, not on the images
  /// that are drawn with it.
  ///
  /// From z at time 1, standard normal, in even steps to time 0; the last step takes the mean, and what is returned is that
  /// divided by alpha_0: the noise that would be left at time 0 is not part of the image.
  ///
  /// - Parameters:
  ///   - labels: [count][labels].
  ///   - steps: how many, 1 or more.
  ///   - clips: keeps the image that each prediction implies within -1 ... 1.
  ///   - progress: called after each slice of images; throws to give up.
  package func sample(
    labels: [Float], count: Int, steps: Int, clips: Bool, stream: RandomStream,
    progress: () throws -> Void = {}
  ) throws -> [Float] {
    let size = architecture.imageCount
    guard labels.count == count * architecture.labels else {
      throw UNetError.shape(what: "the labels", expected: count * architecture.labels, found: labels.count)
    }
    guard steps >= 1 else {
      throw UNetError.outOfRange(name: "sampling steps", value: "\(steps)", expected: "1 or more")
    }
    if isStale { try network.pack() }
    isStale = false
    let gamma = VariationalBlocks.gamma(parameters)
    let levels = (0...steps).map { gamma.level(1 - Double($0) / Double(steps)) }
    let perImage = size * (1 + steps)
    var result = [Float](repeating: 0, count: count * size)
    let (noise, state) = (FloatBuffer(size), FloatBuffer(network.slice * size))
    let z = state.pointer
    for first in stride(from: 0, to: count, by: network.slice) {
      let here = min(network.slice, count - first)
      for index in 0..<here {
        NormalNoise.fill(z + index * size, count: size, first: (first + index) * perImage, from: stream)
      }
      for number in 0..<steps {
        let (level, next) = (levels[number], levels[number + 1])
        let rule = Prediction(level, options)
        for index in 0..<here { embed(index, labels, row: first + index, gamma: level.gamma) }
        // The network reuses the memory of its image.
        network.image.floats.update(from: z, count: network.slice * size)
        try network.forward()
        let kept = Float(-expm1(next.gamma - level.gamma))
        let scale = Float(next.alpha / level.alpha)
        let (alpha, sigma) = (Float(level.alpha), Float(level.sigma))
        let fresh = number + 1 < steps ? Float(next.sigma) * kept.squareRoot() : 0
        for index in 0..<here {
          if fresh != 0 {
            NormalNoise.fill(
              noise.pointer, count: size, first: (first + index) * perImage + (number + 1) * size,
              from: stream)
          }
          for k in 0..<size {
            let place = index * size + k
            var epsilon = rule.noise(network.output.floats[place], z: z[place])
            if clips {
              let image = (z[place] - sigma * epsilon) / alpha
              if abs(image) > 1 { epsilon = (z[place] - alpha * max(-1, min(1, image))) / sigma }
            }
            var value = scale * (z[place] - kept * sigma * epsilon)
            if fresh != 0 { value += fresh * noise.pointer[k] }
            z[place] = value
          }
        }
      }
      let last = Float(levels[steps].alpha)
      for k in 0..<here * size { result[first * size + k] = z[k] / last }
      try progress()
    }
    return result
  }

  private func embed(_ index: Int, _ labels: [Float], row: Int, gamma: Double) {
    let count = architecture.labels
    let scaled = labels[row * count..<(row + 1) * count].map { Float(options.labelScale) * $0 }
    scaled.withUnsafeBufferPointer {
      network.embed(index, time: options.networkTime(gamma: gamma), labels: $0.baseAddress)
    }
  }
}
