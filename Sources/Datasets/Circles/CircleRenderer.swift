internal import Foundation
package import SweepModel

/// Draws circles: each pixel whose centre is in the circle counts, and a Gaussian blurs the edge, also across the border
/// of the image, where a circle may go on.
package struct CircleRenderer: Sendable {
  private let size: Int
  private let pixelNoise: Double
  /// Weights of the blur from -n to n, one for each pixel; their sum is 1.
  private let kernel: [Double]

  /// Numbers in an image.
  package var elements: Int { size * size * 3 }

  package init(_ specification: CircleSpecification) {
    size = specification.imageSize
    pixelNoise = specification.pixelNoise
    let blur = specification.blur
    let reach = Int((4 * blur).rounded(.up))
    let weights = (-reach...reach).map { blur > 0 ? exp(-Double($0 * $0) / (2 * blur * blur)) : 1 }
    let sum = weights.reduce(0, +)
    kernel = weights.map { $0 / sum }
  }

  /// How much of each pixel is the circle's, in 0...1, row by row.
  package func coverage(_ circle: Circle) -> [Double] {
    let reach = kernel.count / 2
    let side = size + 2 * reach
    let half = Double(size) / 2
    let (centreX, centreY, radius) = ((circle.x + 1) * half, (circle.y + 1) * half, circle.radius * half)
    // A row of the circle is one run of pixels; sums over the kernel from its start say what a run contributes.
    var sums = [0.0]
    for weight in kernel { sums.append(sums[sums.count - 1] + weight) }
    var across = [Double](repeating: 0, count: side * size)
    for row in 0..<side {
      let y = Double(row - reach) + 0.5 - centreY
      guard abs(y) <= radius else { continue }
      let width = (radius * radius - y * y).squareRoot()
      let first = Int((centreX - width - 0.5).rounded(.up))
      let last = Int((centreX + width - 0.5).rounded(.down))
      guard first <= last else { continue }
      for column in 0..<size {
        let low = min(max(first - column + reach, 0), kernel.count)
        let high = min(max(last - column + reach + 1, 0), kernel.count)
        across[row * size + column] = sums[high] - sums[low]
      }
    }
    var result = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0..<size {
        var sum = 0.0
        for k in kernel.indices { sum += kernel[k] * across[(row + k) * size + column] }
        result[row * size + column] = min(max(sum, 0), 1)
      }
    }
    return result
  }

  /// Writes an image, [height][width][3], as 2 v - 1 of its colours v.
  ///
  /// - Parameters:
  ///   - noise: two numbers of the stream for each of the image.
  ///   - target: ``elements`` numbers.
  package func draw(_ circle: Circle, noise: RandomStream, into target: UnsafeMutableBufferPointer<Float>) {
    precondition(target.count == elements, "an image has \(elements) numbers")
    let coverage = coverage(circle)
    var noise = noise
    for channel in 0..<3 {
      let ground = circle.background[channel]
      let ink = circle.colour[channel] * (1 - circle.mixing) + ground * circle.mixing
      for pixel in 0..<size * size {
        target[3 * pixel + channel] = Float(2 * (ground + (ink - ground) * coverage[pixel]) - 1)
      }
    }
    guard pixelNoise > 0 else { return }
    for k in 0..<elements {
      let radius = (-2 * log(1 - noise.uniform())).squareRoot()
      target[k] += Float(2 * pixelNoise * radius * cos(2 * Double.pi * noise.uniform()))
    }
  }
}
