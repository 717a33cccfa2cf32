import CKernels
import CLayers
import Foundation
import Testing

@testable import Training

/// SiLU, which the network applies to encodings that are not learned.
struct SiLUTests {
  private static let xs: [Float] = (-700...700).map { Float($0) / 50 } + [-100, 100]

  private func value(_ x: Double) -> Double { x / (1 + exp(-x)) }

  @Test(arguments: [CK_BASELINE, CK_AVX2, CK_AVX512])
  func `values are those of the closed form`(set: CKInstructionSet) throws {
    let table = cl_table(set, CL_FLOAT32).pointee
    let count = SiLUTests.xs.count
    var y = [Float](repeating: 9, count: count)
    table.silu(Int64(count), SiLUTests.xs, &y)
    for (k, x) in SiLUTests.xs.map(Double.init).enumerated() {
      #expect(abs(Double(y[k]) - value(x)) < 2e-6 * max(1, abs(x)), "at \(x)")
    }
  }

  @Test(arguments: [CK_BASELINE, CK_AVX2, CK_AVX512])
  func `bfloat16 gives the closed form to its eight bits`(set: CKInstructionSet) throws {
    let table = cl_table(set, CL_BFLOAT16).pointee
    let count = SiLUTests.xs.count
    var (x, y) = ([UInt16](repeating: 0, count: count), [UInt16](repeating: 0, count: count))
    table.narrow(Int64(count), SiLUTests.xs, &x)
    table.silu(Int64(count), x, &y)
    var (rounded, result) = ([Float](repeating: 0, count: count), [Float](repeating: 0, count: count))
    table.widen(Int64(count), x, &rounded)
    table.widen(Int64(count), y, &result)
    for k in 0..<count {
      let expected = value(Double(rounded[k]))
      #expect(abs(Double(result[k]) - expected) <= abs(expected) / 250 + 1e-6, "at \(rounded[k])")
    }
  }
}
