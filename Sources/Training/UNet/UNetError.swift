/// What can be wrong with a U-Net's task, or go wrong in its training.
package enum UNetError: Error, Equatable, CustomStringConvertible {
  /// A size or setting outside of what is supported.
  case outOfRange(name: String, value: String, expected: String)
  /// An array whose length does not fit the network.
  case shape(what: String, expected: Int, found: Int)
  /// A number in the data or the parameters that is infinite or not a number.
  case notFinite(what: String, index: Int)
  /// The buffers would take more than the limit; known before any is made.
  case memory(predicted: Int, limit: Int)
  /// oneDNN refused to make or to run a layer.
  case kernel(layer: String, operation: String, status: String)
  /// A layer to capture that the network does not have.
  case unknownLayer(name: String, known: [String])
  /// The loss or the gradient broke down.
  case diverged(Divergence)

  package var description: String {
    switch self {
    case .outOfRange(let name, let value, let expected):
      "\(name) is \(value), expected \(expected)"
    case .shape(let what, let expected, let found):
      "\(what) has \(found) numbers, the network needs \(expected)"
    case .notFinite(let what, let index):
      "\(what) holds a number at index \(index) that is infinite or not a number; check where it comes from"
    case .memory(let predicted, let limit):
      """
      the training would take \(predicted >> 20) MiB, the limit is \(limit >> 20) MiB; lower the base width, \
      the image size or the batch size, or raise the limit
      """
    case .kernel(let layer, let operation, let status):
      "layer \(layer): oneDNN can not \(operation): \(status); percolate doctor says which oneDNN is in use"
    case .unknownLayer(let name, let known):
      "the network has no layer \"\(name)\"; it has \(known.joined(separator: ", "))"
    case .diverged(let divergence):
      divergence.description
    }
  }
}
