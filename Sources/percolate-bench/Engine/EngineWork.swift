/// A piece of work for the training engine, as both contestants are told it.
enum EngineWork: Hashable {
  /// Training steps on a batch of images.
  case train(width: Int)
  /// Training steps of the variational model with the residual network on a batch of images in colour.
  case residual(width: Int)
  /// Denoising steps of a batch of images.
  case sample(width: Int)
  /// Full-batch steps of gradient descent on so many samples, by so many networks side by side.
  case descend(SmallNetWork)

  /// Images of a batch.
  static let batch = 64

  /// The request for `steps` steps in a contestant's words.
  ///
  /// - Parameter way: the precision of ours, the variant of the peer.
  func request(_ way: String, steps: Int) -> String {
    switch self {
    case .train(let width): "train \(width) \(way) \(steps)"
    case .residual(let width): "residual \(width) \(way) \(steps)"
    case .sample(let width): "sample \(width) \(way) \(steps)"
    case .descend(let net):
      "descend \(net.kind) \(net.dimension) \(net.depth) \(net.samples) \(net.seeds) \(way) \(steps)"
    }
  }

  /// What is counted in a step: images, or the steps of all networks.
  var countPerStep: Int {
    switch self {
    case .train, .residual, .sample: EngineWork.batch
    case .descend(let net): net.seeds
    }
  }
}
