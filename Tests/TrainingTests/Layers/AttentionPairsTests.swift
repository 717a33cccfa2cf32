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
      (nil, true), ("ALL", true), ("DEFAULT", true), ("", true), ("NO_SUCH_SET", true),
      ("AVX512_CORE_BF16", true), ("AVX512_CORE_FP16", true), ("AVX512_CORE_AMX", true),
      ("AVX512_CORE_AMX_FP16", true), ("AVX10_1_512", true), ("avx512_core_bf16", true),
      ("AVX512_CORE_VNNI", false), ("AVX512_CORE", false), ("avx512_core", false), ("AVX512_MIC", false),
      ("AVX2_VNNI_2", false), ("AVX2_VNNI", false), ("AVX2", false), ("avx2", false), ("AVX", false),
      ("SSE41", false),
    ] as [(String?, Bool)])
  func `a limit below AVX512_CORE_BF16 excludes it`(limit: String?, allowed: Bool) {
    #expect((cl_pairs_allowed(limit) != 0) == allowed)
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

  /// Inputs as bfloat16 reads them, so that both kernels start from the same numbers.
  private static func numbers(_ name: String, _ count: Int, scale: Float) -> [Float] {
    GoldenNumbers.draw(name, count).map { value in
      let bits = (value * scale).bitPattern
      return Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000)
    }
  }

  /// The norm of the difference from the float32 kernel over the norm: the largest of the output and, for
  /// the backward, of the three gradients. Of the kernels that are chosen here and, where the processor has the
  /// instruction, of those with it.
  private static func worstError(head: Int, tokens: Int, scale: Float, negative: Bool = false) throws
    -> Double
  {
    let tables = [cl_table(ck_selected(), CL_BFLOAT16), cl_table_pairs()].compactMap(\.self)
    return try tables.map {
      try worstError($0.pointee, head: head, tokens: tokens, scale: scale, negative: negative)
    }.max() ?? .infinity
  }

  private static func worstError(
    _ narrow: CLTable, head: Int, tokens: Int, scale: Float, negative: Bool
  ) throws -> Double {
    let (batch, heads) = (1, 2)
    let channels = heads * head
    var shape = CLAttention(
      batch: Int64(batch), tokens: Int64(tokens), heads: Int64(heads), head: Int64(head))
    let set = ck_selected()
    var qkv = numbers("qkv", batch * tokens * 3 * channels, scale: scale)
    for k in qkv.indices where negative && k % (3 * channels) < 2 * channels {
      qkv[k] = k % (3 * channels) < channels ? abs(qkv[k]) : -abs(qkv[k])
    }
    let dy = numbers("dy", batch * tokens * channels, scale: 1)
    func run(_ precision: CLPrecision) -> (y: [Float], dqkv: [Float]) {
      let table = precision == CL_FLOAT32 ? cl_table(set, CL_FLOAT32).pointee : narrow
      var (y, dqkv) = (dy, qkv)
      var lse = [Float](repeating: 0, count: batch * heads * tokens)
      var scratch = [Float](repeating: .nan, count: Int(cl_attention_scratch(&shape)))
      if precision == CL_FLOAT32 {
        table.attention(&shape, qkv, &y, &lse, &scratch)
        table.attention_backward(&shape, qkv, y, lse, dy, &dqkv, &scratch)
        return (y, dqkv)
      }
      func half(_ values: [Float]) -> [UInt16] { values.map { UInt16($0.bitPattern >> 16) } }
      func whole(_ values: [UInt16]) -> [Float] { values.map { Float(bitPattern: UInt32($0) << 16) } }
      var (halfY, halfD) = (half(y), half(dqkv))
      table.attention(&shape, half(qkv), &halfY, &lse, &scratch)
      table.attention_backward(&shape, half(qkv), halfY, lse, half(dy), &halfD, &scratch)
      return (whole(halfY), whole(halfD))
    }
    let (exact, rounded) = (run(CL_FLOAT32), run(CL_BFLOAT16))
    // A NaN is not below any bound, but max() would drop it.
    guard (exact.y + exact.dqkv + rounded.y + rounded.dqkv).allSatisfy(\.isFinite) else { return .infinity }
    var worst = UNetGoldenTests.difference(rounded.y, exact.y)
    func norm(_ values: [Float]) -> Double {
      values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    for part in 0..<3 {
      func pick(_ values: [Float]) -> [Float] {
        values.indices.filter { $0 % (3 * channels) / channels == part }.map { values[$0] }
      }
      let (a, b) = (pick(rounded.dqkv), pick(exact.dqkv))
      // With one token the gradients of queries and keys are rounding alone.
      let size = max(norm(b), norm(dy) / 100)
      worst = max(worst, norm(zip(a, b).map { $0 - $1 }) / size)
    }
    return worst
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
