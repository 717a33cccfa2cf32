internal import COneDNN

/// What activations and the weights' working copies are kept in. Sums, statistics, losses, master weights and
/// the optimiser are float32 in both.
package enum ComputePrecision: String, Hashable, Sendable, CaseIterable {
  case float32
  case bfloat16

  /// What is computed in here: float32 where oneDNN has no bfloat16 convolution for the processor, or for what
  /// `ONEDNN_MAX_CPU_ISA` leaves of it (below AVX512_CORE with oneDNN 2.6). Slower, and not less exact.
  package var here: ComputePrecision { self == .bfloat16 && !ComputePrecision.hasBFloat16 ? .float32 : self }

  private static let hasBFloat16: Bool = {
    var shape = COneDNNShape(
      batch: 1, height: 4, width: 4, inputs: 16, outputs: 16, kernel: 3, bias: 0, bfloat16: 1)
    var convolution: OpaquePointer?
    defer { conednn_convolution_destroy(convolution) }
    return conednn_convolution_create(&convolution, &shape, 0) == 0
  }()
}
