extension SmallNetTrainer {
  /// What a checkpoint of this training says about the network.
  package var checkpointNetwork: String {
    let a = architecture
    return "small-net \(a.kind.rawValue) depth \(a.depth) dimension \(a.dimension) hidden \(a.hidden)"
      + (a.bias ? " bias" : "") + " replicates \(replicateCount)"
  }

  /// The state of all replicates. Streams are functions of the step, so there are none to store.
  package func checkpoint() -> Checkpoint {
    var result = Checkpoint(network: checkpointNetwork, step: step)
    for replicate in 0..<replicateCount {
      let values = parameters(replicate).values
      let velocity = velocity(replicate)
      for tensor in architecture.tensors {
        let name = "replicates.\(replicate).\(tensor.name)"
        result.tensors[name] = CheckpointTensor(floats: Array(values[tensor.range]), shape: tensor.shape)
        if let velocity {
          result.tensors[name + ".velocity"] = CheckpointTensor(
            floats: Array(velocity[tensor.range]), shape: tensor.shape)
        }
      }
    }
    return result
  }

  /// Continues from a checkpoint of the same network with the same bits as an uninterrupted run.
  ///
  /// - Throws: ``CheckpointError`` if it is another network's, ``SmallNetError`` for a number that is not finite.
  package func restore(_ checkpoint: Checkpoint) throws {
    try checkpoint.require(network: checkpointNetwork)
    var (all, velocities): ([SmallNetParameters], [[Float]?]) = ([], [])
    for replicate in 0..<replicateCount {
      var (values, speed): ([Float], [Float]) = ([], [])
      for tensor in architecture.tensors {
        let name = "replicates.\(replicate).\(tensor.name)"
        values += try checkpoint.floats(name, shape: tensor.shape)
        if options.momentum > 0 { speed += try checkpoint.floats(name + ".velocity", shape: tensor.shape) }
      }
      all.append(try SmallNetParameters(architecture, values: values))
      velocities.append(options.momentum > 0 ? speed : nil)
    }
    try restore(step: checkpoint.step, parameters: all, velocities: velocities)
  }
}
