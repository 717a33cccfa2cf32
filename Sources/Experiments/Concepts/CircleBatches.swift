internal import Datasets
internal import SweepModel

/// The images of each training step: passes over the trained circles one after the other, each in an order of its own,
/// cut into full batches. A step's images are a function of its number alone.
struct CircleBatches {
  let source: CircleSource
  let batchSize: Int
  /// Whether images are asked for with what they are made of, not with the means of their class.
  let asksByImage: Bool
  private let streamOfPass: (Int) -> RandomStream
  /// Orders of the passes that the last batch touched.
  private var orders: [Int: NestedOrder] = [:]

  init(
    _ source: CircleSource, batchSize: Int, asksByImage: Bool, streamOfPass: @escaping (Int) -> RandomStream
  ) {
    self.source = source
    self.batchSize = batchSize
    self.asksByImage = asksByImage
    self.streamOfPass = streamOfPass
  }

  /// Writes batch `number`, from 0.
  ///
  /// - Parameters:
  ///   - images: [batchSize][N][N][3].
  ///   - labels: [batchSize][4].
  mutating func load(_ number: Int, images: inout [Float], labels: inout [Float]) {
    let perClass = source.specification.trainedPerClass
    let count = CircleClass.trained.count * perClass
    let first = number * batchSize
    let passes = first / count...(first + batchSize - 1) / count
    orders = orders.filter { passes.contains($0.key) }
    for pass in passes where orders[pass] == nil {
      orders[pass] = NestedOrder(count: count, stream: streamOfPass(pass))
    }
    for place in 0..<batchSize {
      let (pass, rest) = (first + place).quotientAndRemainder(dividingBy: count)
      guard let index = orders[pass]?.indices[rest] else { continue }
      write(CircleClass.trained[index / perClass], index % perClass, at: place, &images, &labels)
    }
  }

  /// Writes one image and its labels at a place of a batch.
  func write(
    _ kind: CircleClass, _ number: Int, at place: Int, _ images: inout [Float], _ labels: inout [Float]
  ) {
    source.write(kind, number, to: &images, at: place)
    let circle = asksByImage ? source.circle(kind, number) : source.specification.mean(kind)
    for (index, value) in circle.condition(source.specification).enumerated() {
      labels[4 * place + index] = value
    }
  }

  /// A batch of images that are not trained on, evenly from the classes; nil where there are none.
  func validation() -> (images: [Float], labels: [Float])? {
    let circles = source.specification
    let spare = circles.imagesPerClass - circles.trainedPerClass
    guard spare > 0 else { return nil }
    var images = [Float](repeating: 0, count: batchSize * source.elements)
    var labels = [Float](repeating: 0, count: batchSize * 4)
    for place in 0..<batchSize {
      let kind = CircleClass.trained[place % CircleClass.trained.count]
      let number = circles.trainedPerClass + place / CircleClass.trained.count % spare
      write(kind, number, at: place, &images, &labels)
    }
    return (images, labels)
  }
}
