package import SweepModel

/// The numbers of one U-Net by PyTorch's names.
package struct UNetWeights: Hashable, Sendable {
  package let architecture: UNetArchitecture
  /// In the shapes and order of ``UNetArchitecture/tensors``.
  package private(set) var values: [String: [Float]]

  /// PyTorch's default start, drawn from a stream: one 64-bit number for each that is random, in order.
  package init(_ architecture: UNetArchitecture, from stream: inout RandomStream) {
    self.architecture = architecture
    values = [:]
    for tensor in architecture.tensors {
      switch tensor.start {
      case .constant(let value):
        values[tensor.name] = [Float](repeating: value, count: tensor.count)
      case .uniform(let bound):
        values[tensor.name] = (0..<tensor.count).map { _ in Float(bound * (2 * stream.uniform() - 1)) }
      }
    }
  }

  /// Given numbers, such as PyTorch's.
  ///
  /// - Throws: ``UNetError`` if one is missing, has another size or is not finite.
  package init(_ architecture: UNetArchitecture, values: [String: [Float]]) throws(UNetError) {
    for tensor in architecture.tensors {
      let found = values[tensor.name] ?? []
      guard found.count == tensor.count else {
        throw .shape(what: tensor.name, expected: tensor.count, found: found.count)
      }
      if let index = found.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(what: tensor.name, index: index)
      }
    }
    self.architecture = architecture
    self.values = values
  }

  /// One parameter's numbers, nil for a name the network does not have.
  package subscript(name: String) -> [Float]? { values[name] }

  init(_ architecture: UNetArchitecture, block: ParameterBlock) {
    self.architecture = architecture
    values = [:]
    for tensor in block.tensors { values[tensor.name] = Array(block.slice(tensor)) }
  }

  func write(to block: ParameterBlock) {
    for tensor in block.tensors {
      guard let numbers = values[tensor.name] else { continue }
      _ = block.slice(tensor).update(fromContentsOf: numbers)
    }
  }
}
