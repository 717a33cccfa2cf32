import CKernels
import CLayers
import Foundation

@testable import Training

/// Attention of bfloat16 numbers beside that of float32, on the same numbers.
enum AttentionComparison {
  /// Inputs as bfloat16 reads them, so that both kernels start from the same numbers.
  private static func numbers(_ name: String, _ count: Int, scale: Float) -> [Float] {
    GoldenNumbers.draw(name, count).map { value in
      let bits = (value * scale).bitPattern
      return Float(bitPattern: (bits &+ 0x7fff &+ ((bits >> 16) & 1)) & 0xffff_0000)
    }
  }

  /// The norm of the difference from the float32 kernel over the norm: the largest of the output and, for
  /// the backward, of the three gradients. Two heads; scores grow with the square of `scale`, and are all below zero where
  /// `negative`.
  static func worstError(
    _ narrow: CLTable, head: Int, tokens: Int, scale: Float, negative: Bool = false
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
}
