import CLayers
import Foundation
import Testing

@testable import Training

/// SiLU, which the network applies to encodings that are not learned: its backward has no layer to be tested in.
struct SiLUTests {
  private static let xs: [Float] = (-700...700).map { Float($0) / 50 } + [-100, 100]

  private func value(_ x: Double) -> Double { x / (1 + exp(-x)) }

  @Test(arguments: [CL_BASELINE, CL_AVX2, CL_AVX512])
  func `values and slopes are those of the closed form`(set: CLInstructionSet) throws {
    let table = cl_table(set, CL_FLOAT32).pointee
    let count = SiLUTests.xs.count
    var (y, dx) = ([Float](repeating: 9, count: count), [Float](repeating: 1, count: count))
    let dy = SiLUTests.xs.map { 2 - $0 / 50 }
    table.silu(Int64(count), SiLUTests.xs, &y)
    // Added to what is there.
    table.silu_backward(Int64(count), SiLUTests.xs, dy, &dx, 1)
    for (k, x) in SiLUTests.xs.map(Double.init).enumerated() {
      #expect(abs(Double(y[k]) - value(x)) < 2e-6 * max(1, abs(x)), "at \(x)")
      let logistic = 1 / (1 + exp(-x))
      let slope = logistic * (1 + x * (1 - logistic))
      #expect(abs(Double(dx[k]) - 1 - slope * Double(dy[k])) < 1e-5, "slope at \(x)")
      let step = 1e-5
      let difference = (value(x + step) - value(x - step)) / (2 * step)
      #expect(abs(difference - slope) < 1e-8, "the closed form's own slope at \(x)")
    }
  }

  @Test(arguments: [CL_BASELINE, CL_AVX2, CL_AVX512])
  func `bfloat16 gives the closed form to its eight bits`(set: CLInstructionSet) throws {
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
