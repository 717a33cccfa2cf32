extension VariationalTrainer {
  /// What a checkpoint of this training says about the network.
  package var checkpointNetwork: String { "variational \(architecture.description)" }

  /// Weights by PyTorch's names, both moments of the optimiser and the average.
  package func checkpoint() -> Checkpoint { Checkpoint(network: checkpointNetwork, step: step, blocks) }

  /// Continues from a checkpoint of the same network with the same bits as an uninterrupted training.
  ///
  /// - Throws: ``CheckpointError`` if it is another network's, ``UNetError`` for a number that is not finite.
  package func restore(_ checkpoint: Checkpoint) throws {
    try checkpoint.restore(blocks, of: checkpointNetwork)
    try continueFrom(step: checkpoint.step)
  }

  private var blocks: Checkpoint.Blocks {
    Checkpoint.blocks(parameters: parameters, first: first, second: second, average: average)
  }
}
