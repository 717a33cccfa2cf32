import CKernels
import Foundation
import Testing

@testable import Training

/// The same network where the machine has less: a process of its own, because oneDNN reads the limit once.
struct InstructionSetTests {
  /// Ends the process with a failure unless the colour network agrees with PyTorch.
  static func check(_ limit: String, _ expected: CKInstructionSet) throws {
    setenv("ONEDNN_MAX_CPU_ISA", limit, 1)
    guard ck_selected().rawValue <= expected.rawValue else { exit(2) }
    // A processor that has less than the limit reports that.
    let used = ArithmeticSummary.current()
    guard !used.libraryInstructionSet.hasPrefix("AVX512") else { exit(5) }
    guard used.kernelInstructionSet != "AVX512" else { exit(6) }
    // Without bfloat16 convolutions what asks for them is computed in float32.
    guard !used.hasBFloat16 else { exit(7) }
    let bench = try UNetGoldenTests.Bench("unet-colour", .blocks, precision: .bfloat16)
    try bench.network.forward()
    guard bench.golden.output.error(of: bench.output) < 1e-4 else { exit(3) }
    _ = bench.compare()
    try bench.network.backward()
    for tensor in bench.gradient.tensors {
      guard let digest = bench.golden.gradients[tensor.name],
        digest.error(of: Array(bench.gradient.slice(tensor))) < 1e-3
      else { exit(4) }
    }
  }

  @Test func `AVX2 agrees with PyTorch`() async {
    await #expect(processExitsWith: .success) { try InstructionSetTests.check("AVX2", CK_AVX2) }
  }

  @Test func `SSE 4.1 agrees with PyTorch`() async {
    await #expect(processExitsWith: .success) { try InstructionSetTests.check("SSE41", CK_BASELINE) }
  }
}
