extension Checkpoint {
  /// What a training keeps, each with what stands before the names of its tensors.
  typealias Blocks = [(prefix: String, block: ParameterBlock)]

  /// The weights by PyTorch's names, both moments of an optimiser and the average, where there is one.
  static func blocks(
    parameters: ParameterBlock, first: ParameterBlock, second: ParameterBlock, average: ParameterBlock?
  ) -> Blocks {
    [("", parameters), ("optimiser.first.", first), ("optimiser.second.", second)]
      + (average.map { [("average.", $0)] } ?? [])
  }

  /// Everything that the blocks hold.
  init(network: String, step: Int, _ blocks: Blocks) {
    self.init(network: network, step: step)
    for (prefix, block) in blocks {
      for tensor in block.tensors {
        tensors[prefix + tensor.name] = CheckpointTensor(
          floats: Array(block.slice(tensor)), shape: tensor.shape)
      }
    }
  }

  /// Copies everything back, or nothing where some of it cannot be.
  ///
  /// - Throws: ``CheckpointError`` if it is another network's, ``UNetError`` for a number that is not finite.
  func restore(_ blocks: Blocks, of network: String) throws {
    try require(network: network)
    var all: [(UnsafeMutableBufferPointer<Float>, [Float])] = []
    for (prefix, block) in blocks {
      for tensor in block.tensors {
        let name = prefix + tensor.name
        let numbers = try floats(name, shape: tensor.shape)
        if let index = numbers.firstIndex(where: { !$0.isFinite }) {
          throw UNetError.notFinite(what: name, index: index)
        }
        all.append((block.slice(tensor), numbers))
      }
    }
    for (place, numbers) in all { _ = place.update(fromContentsOf: numbers) }
  }
}
