internal import CKernels

extension SmallNetArchitecture {
  /// Bytes that a ``SmallNetTrainer`` will take for its buffers, to be compared with a limit before the start.
  ///
  /// - Parameters:
  ///   - samples: in the data; populations given by their moments have none.
  ///   - dataSets: 1 for data that the replicates share.
  package func predictedBytes(
    samples: Int, targets: Bool = false, dataSets: Int = 1, replicates: Int, options: SmallNetOptions
  ) -> Int {
    var net = CKNet(self)
    let parameters = Int(ck_net_parameters(&net))
    let perReplicate = parameters * (options.momentum > 0 ? 2 : 1)
    var packed = min(samples, (targets ? 2 : 1) * dimension + 1)
    var copies = dataSets
    switch options.batches {
    case .mini(let size, _):
      packed = min(size, samples)
      copies = dataSets + replicates
    case .full where kind == .relu: packed = samples
    case .full: if samples == 0 { packed = (targets ? 2 : 1) * dimension + 1 }
    }
    let data = copies * Int(ck_net_packed(&net, Int64(packed), targets ? 1 : 0))
    let floats = replicates * perReplicate + data + parameters + Int(ck_net_scratch(&net))
    return (floats + SmallNetTrainer.block) * MemoryLayout<Float>.stride
  }
}
