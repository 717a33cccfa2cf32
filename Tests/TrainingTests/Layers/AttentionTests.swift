import CKernels
import CLayers
import Foundation
import Testing

@testable import Training

/// Attention by our kernels against a sum in Double, for each way that a width of heads goes.
struct AttentionTests {
  /// What attention is, one image.
  private struct Reference {
    let (heads, head, tokens): (Int, Int, Int)
    let (qkv, dy): ([Float], [Float])
    private(set) var y: [Double]
    private(set) var dqkv: [Double]

    init(heads: Int, head: Int, tokens: Int, qkv: [Float], dy: [Float]) {
      (self.heads, self.head, self.tokens, self.qkv, self.dy) = (heads, head, tokens, qkv, dy)
      y = [Double](repeating: 0, count: dy.count)
      dqkv = [Double](repeating: 0, count: qkv.count)
      for h in 0..<heads { for t in 0..<tokens { add(head: h, query: t) } }
    }

    private func place(_ part: Int, _ h: Int, _ t: Int) -> Int { (3 * t + part) * heads * head + h * head }

    private func product(_ a: Int, _ b: Int) -> Double {
      (0..<head).reduce(0) { $0 + Double(qkv[a + $1]) * Double(qkv[b + $1]) }
    }

    private mutating func add(head h: Int, query t: Int) {
      let q = place(0, h, t)
      let root = Double(head).squareRoot()
      let scores = (0..<tokens).map { product(q, place(1, h, $0)) / root }
      let most = scores.max() ?? 0
      let powers = scores.map { exp($0 - most) }
      let sum = powers.reduce(0, +)
      let out = t * heads * head + h * head
      // The gradient of each weight, and their mean by weight.
      var slopes = [Double](repeating: 0, count: tokens)
      var mean = 0.0
      for k in 0..<tokens {
        let v = place(2, h, k)
        for c in 0..<head {
          y[out + c] += powers[k] / sum * Double(qkv[v + c])
          dqkv[v + c] += powers[k] / sum * Double(dy[out + c])
          slopes[k] += Double(dy[out + c]) * Double(qkv[v + c])
        }
        mean += powers[k] / sum * slopes[k]
      }
      for k in 0..<tokens {
        let d = powers[k] / sum * (slopes[k] - mean) / root
        for c in 0..<head {
          dqkv[q + c] += d * Double(qkv[place(1, h, k) + c])
          dqkv[place(1, h, k) + c] += d * Double(qkv[q + c])
        }
      }
    }
  }

  /// The largest difference over the largest number, of outputs and gradients.
  private static func error(_ set: CKInstructionSet, head: Int, tokens: Int, scale: Float) -> Double {
    let heads = 2
    let count = tokens * heads * head
    var shape = CLAttention(batch: 1, tokens: Int64(tokens), heads: Int64(heads), head: Int64(head))
    let qkv = GoldenNumbers.draw("qkv", 3 * count).map { $0 * scale }
    let dy = GoldenNumbers.draw("dy", count)
    var (y, dqkv) = (dy, qkv)
    var lse = [Float](repeating: .nan, count: heads * tokens)
    var scratch = [Float](repeating: .nan, count: Int(cl_attention_scratch(&shape)))
    // What lies behind the scratch memory must stay as it is.
    scratch.append(12345)
    let table = cl_table(set, CL_FLOAT32).pointee
    table.attention(&shape, qkv, &y, &lse, &scratch)
    table.attention_backward(&shape, qkv, y, lse, dy, &dqkv, &scratch)
    guard scratch.last == 12345, (y + dqkv).allSatisfy(\.isFinite) else { return .infinity }
    let truth = Reference(heads: heads, head: head, tokens: tokens, qkv: qkv, dy: dy)
    func worst(_ found: [Float], _ expected: [Double]) -> Double {
      let most = expected.reduce(0.1) { max($0, abs($1)) }
      return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1) / most) }
    }
    return max(worst(y, truth.y), worst(dqkv, truth.dqkv))
  }

  @Test(arguments: [CK_BASELINE, CK_AVX2, CK_AVX512], [1, 2, 3, 4, 8, 12, 16, 20])
  func `agrees with the sum in Double`(set: CKInstructionSet, head: Int) {
    for tokens in [1, 15, 16, 17, 33, 64, 150] {
      let error = AttentionTests.error(set, head: head, tokens: tokens, scale: 1)
      #expect(error < 1e-5, "\(tokens) tokens: \(error)")
    }
  }

  @Test(arguments: [CK_BASELINE, CK_AVX2, CK_AVX512], [1, 2, 3, 4, 8, 12, 16])
  func `scores hundreds apart neither overflow nor lose the largest`(set: CKInstructionSet, head: Int) {
    let error = AttentionTests.error(set, head: head, tokens: 70, scale: 25)
    #expect(error < 1e-3, "\(error)")
  }
}
