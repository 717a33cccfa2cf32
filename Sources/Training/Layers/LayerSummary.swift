/// One layer of a network as its shapes say it, for one slice of images.
package struct LayerSummary: Hashable, Sendable {
  package let name: String
  package let family: LayerFamily
  /// The shape of a convolution or linear layer.
  package let convolution: ConvolutionShape?
  /// Bytes of what the layer makes.
  package let outputBytes: Int
  package let forward: LayerTraffic
  package let backward: LayerTraffic
}

extension UNetArchitecture {
  /// The layers of a training, without its memory.
  ///
  /// - Parameter slice: images that go through the network together.
  package func layers(precision: ComputePrecision, slice: Int) -> [LayerSummary] {
    UNetNetwork(
      self, parameters: ParameterBlock(tensors), gradient: ParameterBlock(tensors), precision: precision,
      slice: slice
    ).summaries
  }
}

extension ResidualUNetArchitecture {
  /// The layers of a training, without its memory.
  ///
  /// - Parameter slice: images that go through the network together.
  package func layers(slice: Int) -> [LayerSummary] {
    ResidualUNetNetwork(
      self, parameters: ParameterBlock(tensors), gradient: ParameterBlock(tensors), slice: slice
    ).summaries
  }
}
