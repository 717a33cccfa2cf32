internal import Datasets
internal import SweepModel

/// The images of each training step: passes over the data one after the other, each in an order of its own,
/// cut into full batches. A step's images are a function of its number alone.
struct DiffusionBatches {
  let dataset: Dataset
  let renderer: ImageRenderer
  let batchSize: Int
  /// What labels are multiplied by.
  let labelScale: Double
  private let streamOfPass: (Int) -> RandomStream
  /// Orders of the passes that the last batch touched.
  private var orders: [Int: NestedOrder] = [:]

  init(
    _ dataset: Dataset, renderer: ImageRenderer, batchSize: Int, labelScale: Double,
    streamOfPass: @escaping (Int) -> RandomStream
  ) {
    self.dataset = dataset
    self.renderer = renderer
    self.batchSize = batchSize
    self.labelScale = labelScale
    self.streamOfPass = streamOfPass
  }

  /// Writes batch `number`, from 0.
  ///
  /// - Parameters:
  ///   - images: [batchSize][N][N][C].
  ///   - labels: [batchSize][2].
  mutating func load(_ number: Int, images: inout [Float], labels: inout [Float]) {
    let count = dataset.count
    let first = number * batchSize
    let passes = first / count...(first + batchSize - 1) / count
    orders = orders.filter { passes.contains($0.key) }
    for pass in passes where orders[pass] == nil {
      orders[pass] = NestedOrder(count: count, stream: streamOfPass(pass))
    }
    for place in 0..<batchSize {
      let (pass, rest) = (first + place).quotientAndRemainder(dividingBy: count)
      guard let index = orders[pass]?.indices[rest] else { continue }
      write(dataset.position(index), at: place, &images, &labels)
    }
  }

  /// Writes one image and its labels at a place of a batch.
  func write(_ position: DatasetPosition, at place: Int, _ images: inout [Float], _ labels: inout [Float]) {
    let size = renderer.elements
    let image = renderer.image(position.form, x: position.x, y: position.y)
    images.replaceSubrange(place * size..<(place + 1) * size, with: image)
    let label = dataset.label(of: position)
    labels[2 * place] = Float(label.x * labelScale)
    labels[2 * place + 1] = Float(label.y * labelScale)
  }
}
