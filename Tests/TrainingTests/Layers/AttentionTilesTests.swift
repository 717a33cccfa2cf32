import CKernels
import CLayers
import Foundation
import Testing
import TileEmulator

@testable import Training

/// Attention by tiles of bfloat16 numbers (AMX). Where the processor has none, software stands in for their instructions, in a
/// process of its own; the kernels around them need AVX512-BF16.
@Suite(.enabled(if: cl_table_tiles(1) != nil, "the processor has no AVX512-BF16"))
struct AttentionTilesTests {
  /// The kernels, with somebody who knows their instructions.
  private static func table() throws -> CLTable {
    try #require(te_install() == 0)
    return try #require(cl_table_tiles(1)).pointee
  }

  @Test func `agrees with the float32 kernel to bfloat16's eight bits`() async {
    await #expect(processExitsWith: .success) {
      let table = try AttentionTilesTests.table()
      for head in [2, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 64, 96] {
        for tokens in [1, 15, 32, 33, 64, 130] {
          let worst = try AttentionComparison.worstError(table, head: head, tokens: tokens, scale: 1)
          #expect(worst < 0.005, "heads of \(head), \(tokens) tokens")
        }
      }
      // Whoever did it: the processor, or what stands in.
      #expect((te_count() == 0) == (cl_table_tiles(0) != nil))
    }
  }

  @Test func `scores hundreds apart neither overflow nor lose the largest`() async {
    await #expect(processExitsWith: .success) {
      let table = try AttentionTilesTests.table()
      for head in [4, 16, 24] {
        #expect(try AttentionComparison.worstError(table, head: head, tokens: 70, scale: 12) < 0.02)
      }
    }
  }

  /// The sums of probabilities are tiny; keys that only fill a block would outweigh all of them.
  @Test func `scores that are all far below zero stay numbers`() async {
    await #expect(processExitsWith: .success) {
      let table = try AttentionTilesTests.table()
      for head in [4, 16] {
        let worst = try AttentionComparison.worstError(
          table, head: head, tokens: 33, scale: 24, negative: true)
        #expect(worst < 0.02)
      }
    }
  }

  /// Channels of a head whose line goes on behind it, in whatever is there.
  @Test func `what lies behind a head does not matter`() async {
    await #expect(processExitsWith: .success) {
      let table = try AttentionTilesTests.table()
      var shape = CLAttention(batch: 1, tokens: 40, heads: 1, head: 12)
      let qkv = [Int](0..<40 * 36).map { (k: Int) -> UInt16 in UInt16(0x3f00 + k * 37 % 251) }
      func output(scratch filling: Float) -> [UInt16] {
        var scratch = [Float](repeating: filling, count: Int(cl_attention_scratch(&shape)))
        var (y, lse) = ([UInt16](repeating: 0, count: 40 * 12), [Float](repeating: 0, count: 40))
        table.attention(&shape, qkv, &y, &lse, &scratch)
        var gradients = [UInt16](repeating: 0, count: 40 * 36)
        table.attention_backward(&shape, qkv, y, lse, y, &gradients, &scratch)
        return y + gradients
      }
      #expect(output(scratch: 0) == output(scratch: .nan))
    }
  }

  @Test func `are left out below AVX512_CORE_AMX, and chosen where the processor has them`() async {
    await #expect(processExitsWith: .success) {
      setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_BF16", 1)
      #expect(cl_table(CK_AVX512, CL_BFLOAT16) != cl_table_tiles(1))
      unsetenv("ONEDNN_MAX_CPU_ISA")
      #expect((cl_table(CK_AVX512, CL_BFLOAT16) == cl_table_tiles(1)) == (cl_table_tiles(0) != nil))
      #expect(cl_table(CK_AVX512, CL_FLOAT32) != cl_table_tiles(1))
    }
  }
}
