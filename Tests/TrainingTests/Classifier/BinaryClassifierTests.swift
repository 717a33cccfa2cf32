import SweepModel
import Testing

@testable import Training

struct BinaryClassifierTests {
  /// Noise in which the left or the right half is lighter, and red or green the brighter channel.
  private static func batch(_ count: Int, size: Int, seed: Int) -> (images: [Float], answers: [Bool]) {
    var stream = RandomStream(seed: seed, replicate: 0, name: "images", task: nil)
    var (images, answers) = ([Float](), [Bool]())
    for _ in 0..<count {
      let (isLeft, isRed) = (stream.uniform() < 0.5, stream.uniform() < 0.5)
      for pixel in 0..<size * size {
        let light = (pixel % size < size / 2) == isLeft ? 0.5 : -0.5
        for channel in 0..<3 {
          let tint = channel == (isRed ? 0 : 1) ? 0.5 : 0
          images.append(Float(light + tint + 0.4 * stream.standardNormal()))
        }
      }
      answers += [isLeft, isRed]
    }
    return (images, answers)
  }

  @Test(arguments: [12, 16])
  func `both questions are learned, and the weights answer elsewhere`(size: Int) throws {
    var options = BinaryClassifier.Options()
    options.imageSize = size
    options.width = 8
    options.batchSize = 16
    let classifier = try BinaryClassifier(
      options, start: RandomStream(seed: 1, replicate: 0, name: "weights", task: nil))
    var losses: [Double] = []
    for step in 0..<60 {
      let (images, answers) = Self.batch(16, size: size, seed: step)
      losses.append(try classifier.step(images: images, answers: answers))
    }
    #expect(abs(losses[0] - 0.693) < 0.2 && losses[59] < 0.2, "\(losses[0]) to \(losses[59])")
    // More than a batch, and not a multiple of one.
    let (images, answers) = Self.batch(37, size: size, seed: 1000)
    let found = try classifier.probabilities(images)
    #expect(found.count == 74)
    let right = zip(found, answers).count { ($0 > 0.5) == $1 }
    #expect(right >= 72, "\(right) of 74")
    var checkpoint = Checkpoint(network: "x", step: 0)
    for (name, tensor) in classifier.weights { checkpoint.tensors["c." + name] = tensor }
    let other = try BinaryClassifier(
      options, start: RandomStream(seed: 2, replicate: 0, name: "weights", task: nil))
    #expect(try other.probabilities(images) != found)
    try other.restore(checkpoint, prefix: "c.")
    #expect(try other.probabilities(images) == found)
  }

  @Test func `numbers of another shape are refused`() throws {
    let classifier = try BinaryClassifier(
      BinaryClassifier.Options(), start: RandomStream(seed: 1, replicate: 0, name: "weights", task: nil))
    #expect(throws: UNetError.self) { try classifier.probabilities([1, 2, 3]) }
    #expect(throws: UNetError.self) { try classifier.step(images: [], answers: []) }
  }
}
