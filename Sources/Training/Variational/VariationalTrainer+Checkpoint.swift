extension VariationalTrainer {
  /// What a checkpoint of this training says about the network.
  package var checkpointNetwork: String { "variational \(architecture.description)" }

  /// Weights by PyTorch's names, both moments of the optimiser and the average.
  package func checkpoint() -> Checkpoint {
    var result = Checkpoint(network: checkpointNetwork, step: step)
    for (prefix, block) in blocks {
      for tensor in block.tensors {
        result.tensors[prefix + tensor.name] = CheckpointTensor(
          floats: Array(block.slice(tensor)), shape: tensor.shape)
      }
    }
    return result
  }

  /// Continues from a checkpoint of the same network with the same bits as an uninterrupted training.
  ///
  /// - Throws: ``CheckpointError`` if it is another network's, ``UNetError`` for a number that is not finite.
  package func restore(_ checkpoint: Checkpoint) throws {
    try checkpoint.require(network: checkpointNetwork)
    var all: [(UnsafeMutableBufferPointer<Float>, [Float])] = []
    for (prefix, block) in blocks {
      for tensor in block.tensors {
        let name = prefix + tensor.name
        let numbers = try checkpoint.floats(name, shape: tensor.shape)
        if let index = numbers.firstIndex(where: { !$0.isFinite }) {
          throw UNetError.notFinite(what: name, index: index)
        }
        all.append((block.slice(tensor), numbers))
      }
    }
    for (place, numbers) in all { _ = place.update(fromContentsOf: numbers) }
    try continueFrom(step: checkpoint.step)
  }

  private var blocks: [(prefix: String, block: ParameterBlock)] {
    [("", parameters), ("optimiser.first.", first), ("optimiser.second.", second)]
      + (average.map { [("average.", $0)] } ?? [])
  }
}
