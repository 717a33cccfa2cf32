/// What one layer took and did while it was watched, summed over all passes.
package struct LayerTime: Hashable, Sendable {
  package let name: String
  package let kind: LayerKind
  /// One direction through the layer.
  package struct Pass: Hashable, Sendable {
    /// Processor seconds.
    package var seconds = 0.0
    /// Additions and multiplications of the layer's formula; 0 where ``LayerTime/kind`` is `memory`.
    package var operations = 0.0
    /// Bytes of the activations, gradients and statistics that are read or written, each counted once.
    package var bytes = 0.0
  }
  package var forward = Pass()
  package var backward = Pass()
}
