internal import CKernels
internal import CLayers
internal import COneDNN

/// Which libraries and instruction sets a training computes with on this machine.
package struct ArithmeticSummary: Hashable, Sendable {
  /// oneDNN's release, such as "2.6.3".
  package let library: String
  /// The largest instruction set that oneDNN dispatches to, by the name that `ONEDNN_MAX_CPU_ISA` takes.
  package let libraryInstructionSet: String
  /// The same of percolate's own kernels.
  package let kernelInstructionSet: String

  /// Whether what is asked for in bfloat16 is computed in it; in float32 otherwise.
  package let hasBFloat16: Bool

  /// Whether most convolutions of 3 x 3 are by percolate's own kernels, in float32 at least; by oneDNN's otherwise.
  package let hasOwnConvolutions: Bool

  /// Whether linear layers are by percolate's own kernels, in float32 at least; by oneDNN's otherwise.
  package let hasOwnLinearLayers: Bool

  /// Whether oneDNN multiplies tiles of bfloat16 numbers (AMX), and so has the convolutions and linear layers of all
  /// trainings in bfloat16.
  package let hasTiles: Bool

  /// What attention multiplies bfloat16 numbers with: `AMX` (tiles) or `AVX512-BF16` (pairs); nil where in float32.
  package let attention: String?

  /// The layers that percolate's own kernels compute, for people. All others are oneDNN's.
  package var ownLayers: [String] {
    let besides = hasTiles && hasBFloat16 ? " in float32" : ""
    return (hasOwnConvolutions ? ["3 x 3 convolutions of 8 channels and more\(besides)"] : [])
      + (hasOwnLinearLayers ? ["linear layers\(besides)"] : [])
      + ["norms", attention.map { "attention (of bfloat16 numbers by \($0))" } ?? "attention"]
  }

  /// Why no training can run here, as a sentence; nil where oneDNN is there. Loads it.
  package static var problem: String? {
    let status = conednn_load()
    return status == 0 ? nil : "oneDNN cannot be used: " + String(cString: conednn_status_name(status))
  }

  private static func attention() -> String? {
    switch cl_table(ck_selected(), CL_BFLOAT16) {
    case cl_table_tiles(0): "AMX"
    case cl_table_pairs(): "AVX512-BF16"
    default: nil
    }
  }

  /// What is in use now. Where there is a ``problem``, the library is 0.0.0.
  package static func current() -> ArithmeticSummary {
    let version = conednn_version()
    let kernels =
      switch ck_selected() {
      case CK_AVX512: "AVX512"
      case CK_AVX2: "AVX2"
      default: "baseline"
      }
    func isOurs(kernel: Int) -> Bool {
      let usual = ConvolutionShape(batch: 16, height: 32, width: 32, inputs: 16, outputs: 16, kernel: kernel)
      return ConvolutionChoice.of(usual, isHalf: false, on: .here) != .oneDNN
    }
    return ArithmeticSummary(
      library: "\(version.major).\(version.minor).\(version.patch)",
      libraryInstructionSet: String(cString: conednn_instruction_set()), kernelInstructionSet: kernels,
      hasBFloat16: ComputePrecision.bfloat16.here == .bfloat16,
      hasOwnConvolutions: isOurs(kernel: 3),
      hasOwnLinearLayers: isOurs(kernel: 1),
      hasTiles: conednn_has_tiles() != 0,
      attention: attention())
  }
}
