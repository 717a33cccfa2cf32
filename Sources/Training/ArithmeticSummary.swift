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

  /// Whether attention of bfloat16 numbers multiplies pairs of them (AVX512-BF16); in float32 otherwise.
  package let multipliesPairs: Bool

  /// The layers that percolate's own kernels compute, for people.
  package var ownLayers: [String] {
    (hasOwnConvolutions ? ["3 x 3 convolutions"] : []) + (hasOwnLinearLayers ? ["linear layers"] : [])
      + ["norms", multipliesPairs ? "attention (of bfloat16 numbers by AVX512-BF16)" : "attention"]
  }

  /// Why no training can run here, as a sentence; nil where oneDNN is there. Loads it.
  package static var problem: String? {
    let status = conednn_load()
    return status == 0 ? nil : "oneDNN cannot be used: " + String(cString: conednn_status_name(status))
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
    var usual = CLWinograd(batch: 16, height: 32, width: 32, inputs: 16, outputs: 16)
    return ArithmeticSummary(
      library: "\(version.major).\(version.minor).\(version.patch)",
      libraryInstructionSet: String(cString: conednn_instruction_set()), kernelInstructionSet: kernels,
      hasBFloat16: ComputePrecision.bfloat16.here == .bfloat16,
      hasOwnConvolutions: cl_winograd_pays(&usual) != 0,
      hasOwnLinearLayers: LinearKernel.pays(elementSize: 4),
      multipliesPairs: cl_table(ck_selected(), CL_BFLOAT16) == cl_table_pairs())
  }
}
