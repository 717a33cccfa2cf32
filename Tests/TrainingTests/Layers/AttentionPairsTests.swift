import CKernels
import CLayers
import Foundation
import Testing

@testable import Training

/// Attention by the instruction that multiplies pairs of bfloat16 numbers: where it is chosen, and how far it
/// is from the float32 kernel on the same numbers.
struct AttentionPairsTests {
  @Test(
    arguments: [
      (nil, CL_NO_LIMIT), ("ALL", CL_NO_LIMIT), ("DEFAULT", CL_NO_LIMIT), ("", CL_NO_LIMIT),
      ("NO_SUCH_SET", CL_NO_LIMIT), ("AVX512_CORE_AMX", CL_NO_LIMIT), ("AVX512_CORE_AMX_FP16", CL_NO_LIMIT),
      ("AVX10_1_512_AMX", CL_NO_LIMIT), ("avx512_core_amx", CL_NO_LIMIT), ("AVX512_CORE_BF16", CL_NO_TILES),
      ("AVX512_CORE_FP16", CL_NO_TILES), ("AVX10_1_512", CL_NO_TILES), ("avx512_core_bf16", CL_NO_TILES),
      ("AVX512_CORE_VNNI", CL_NO_PAIRS), ("AVX512_CORE", CL_NO_PAIRS), ("avx512_core", CL_NO_PAIRS),
      ("AVX512_MIC", CL_NO_PAIRS), ("AVX2_VNNI_2", CL_NO_PAIRS), ("AVX2_VNNI", CL_NO_PAIRS),
      ("AVX2", CL_NO_PAIRS), ("avx2", CL_NO_PAIRS), ("AVX", CL_NO_PAIRS), ("SSE41", CL_NO_PAIRS),
    ] as [(String?, CLLimit)])
  func `a limit of the instruction set leaves out what is above it`(name: String?, limit: CLLimit) {
    #expect(cl_limit(name) == limit)
  }

  /// The names of the tables that a process with this limit uses.
  private static func names(_ variable: String, _ limit: String) -> [String] {
    unsetenv("ONEDNN_MAX_CPU_ISA")
    setenv(variable, limit, 1)
    let set = ck_selected()
    return [CL_BFLOAT16, CL_FLOAT32].map { String(cString: cl_table(set, $0).pointee.name) }
  }

  private static let pairs = "avx512, bfloat16 in pairs"

  @Test func `a process with such a limit computes without it`() async {
    await #expect(processExitsWith: .success) {
      guard
        !AttentionPairsTests.names("ONEDNN_MAX_CPU_ISA", "AVX512_CORE").contains(AttentionPairsTests.pairs)
      else { exit(2) }
      guard try AttentionPairsTests.worstError(head: 16, tokens: 70, scale: 1) < 0.01 else { exit(3) }
    }
    await #expect(processExitsWith: .success) {
      guard
        !AttentionPairsTests.names("DNNL_MAX_CPU_ISA", "AVX512_CORE_VNNI").contains(AttentionPairsTests.pairs)
      else { exit(2) }
    }
    // Where the instruction pays, a limit that leaves it in does so; in bfloat16 alone.
    await #expect(processExitsWith: .success) {
      let names = AttentionPairsTests.names("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16")
      let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let has = flags.contains("avx512_bf16") && ck_selected() == CK_AVX512
      guard (names[0] == AttentionPairsTests.pairs) == (has && cl_pairs_pay() != 0) else { exit(2) }
      guard (cl_table_pairs() != nil) == has else { exit(4) }
      guard names[1] != AttentionPairsTests.pairs else { exit(3) }
    }
  }

  /// Of the kernels that are chosen here and, where the processor has the instruction, of those with it.
  private static func worstError(head: Int, tokens: Int, scale: Float, negative: Bool = false) throws
    -> Double
  {
    let tables = [cl_table(ck_selected(), CL_BFLOAT16), cl_table_pairs()].compactMap(\.self)
    return try tables.map {
      try AttentionComparison.worstError(
        $0.pointee, head: head, tokens: tokens, scale: scale, negative: negative)
    }.max() ?? .infinity
  }

  @Test(arguments: [16, 24, 32, 48], [1, 15, 32, 33, 130])
  func `agrees with the float32 kernel to bfloat16's eight bits`(head: Int, tokens: Int) throws {
    #expect(try AttentionPairsTests.worstError(head: head, tokens: tokens, scale: 1) < 0.005)
  }

  @Test(arguments: [16, 24])
  func `scores hundreds apart neither overflow nor lose the largest`(head: Int) throws {
    #expect(try AttentionPairsTests.worstError(head: head, tokens: 70, scale: 12) < 0.02)
  }

  /// The sums of probabilities are tiny; keys that only fill a block would outweigh all of them.
  @Test func `scores that are all far below zero stay numbers`() throws {
    #expect(try AttentionPairsTests.worstError(head: 16, tokens: 33, scale: 24, negative: true) < 0.02)
  }
}
