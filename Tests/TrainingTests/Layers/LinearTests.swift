import CKernels
import CLayers
import Testing

@testable import Training

/// Linear layers by our kernels against sums in Double, in each set and precision.
struct LinearTests {
  /// Rows, inputs and outputs: whole blocks, half ones, odd ones, and more rows than are taken at a time,
  /// an odd number of them with whole blocks among those.
  private static let shapes: [(Int64, Int64, Int64)] = [
    (1, 1, 1), (5, 3, 7), (16, 8, 8), (17, 8, 24), (64, 16, 48), (70, 24, 16), (65, 32, 40), (9, 21, 33),
    (67, 16, 32), (131, 24, 16),
  ]

  /// Numbers in a table's precision.
  private struct Numbers {
    var bytes: [UInt8]
    let floats: [Float]

    init(_ table: CLTable, _ values: [Float]) {
      bytes = [UInt8](repeating: 0, count: values.count * 4)
      var floats = values
      table.narrow(Int64(values.count), values, &bytes)
      table.widen(Int64(values.count), bytes, &floats)
      self.floats = floats
    }

    func read(_ table: CLTable) -> [Float] {
      var result = floats
      table.widen(Int64(floats.count), bytes, &result)
      return result
    }
  }

  private static func worst(_ found: [Float], _ expected: [Double]) -> Double {
    let most = expected.reduce(0.1) { max($0, abs($1)) }
    return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1) / most) }
  }

  @Test(arguments: shapes.indices, [CK_BASELINE, CK_AVX2, CK_AVX512])
  func `all three passes are products`(index: Int, set: CKInstructionSet) {
    let (rows, inputs, outputs) = LinearTests.shapes[index]
    var s = CLLinear(rows: rows, inputs: inputs, outputs: outputs)
    var turned = CLLinear(rows: rows, inputs: outputs, outputs: inputs)
    let (R, I, O) = (Int(rows), Int(inputs), Int(outputs))
    for precision in [CL_FLOAT32, CL_BFLOAT16] {
      let table = cl_table(set, precision).pointee
      let tolerance = precision == CL_FLOAT32 ? 1e-5 : 1e-2
      let (x, dY) = (
        Numbers(table, GoldenNumbers.draw("x", R * I)), Numbers(table, GoldenNumbers.draw("dY", R * O))
      )
      let (weights, bias) = (GoldenNumbers.draw("w", O * I), GoldenNumbers.draw("b", O))
      var y = Numbers(table, [Float](repeating: 0, count: R * O))
      var dX = Numbers(table, GoldenNumbers.draw("before", R * I))
      var expectedY = (0..<R * O).map { Double(bias[$0 % O]) }
      var expectedX = dX.floats.map(Double.init)
      var expectedW = [Double](repeating: 1, count: O * I)
      var expectedB = [Double](repeating: 1, count: O)
      for r in 0..<R {
        for o in 0..<O {
          let d = Double(dY.floats[r * O + o])
          expectedB[o] += d
          for i in 0..<I {
            expectedY[r * O + o] += Double(x.floats[r * I + i]) * Double(weights[o * I + i])
            expectedX[r * I + i] += d * Double(weights[o * I + i])
            expectedW[o * I + i] += d * Double(x.floats[r * I + i])
          }
        }
      }
      var packed = [Float](repeating: .nan, count: Int(cl_linear_floats(&s)))
      var gradient = [Float](repeating: .nan, count: Int(cl_linear_floats(&turned)))
      cl_linear_pack(&s, weights, 0, &packed)
      cl_linear_pack(&turned, weights, 1, &gradient)
      // What lies behind the scratch memory must stay as it is.
      let size = Int(max(cl_linear_scratch(&s), cl_linear_scratch(&turned)))
      var scratch = [Float](repeating: .nan, count: size) + [12345]
      var dW = [Float](repeating: 1, count: O * I)
      var dB = [Float](repeating: 1, count: O)
      table.linear(&s, x.bytes, packed, bias, &y.bytes, 0, &scratch)
      table.linear(&turned, dY.bytes, gradient, nil, &dX.bytes, 1, &scratch)
      table.linear_backward(&s, x.bytes, dY.bytes, &dW, &dB, &scratch)
      let name = "\(String(cString: table.name)) \(s)"
      #expect(LinearTests.worst(y.read(table), expectedY) < tolerance, "forward, \(name)")
      #expect(LinearTests.worst(dX.read(table), expectedX) < tolerance, "by data, \(name)")
      #expect(LinearTests.worst(dW, expectedW) < 1e-5, "by weights, \(name)")
      #expect(LinearTests.worst(dB, expectedB) < 1e-5, "bias, \(name)")
      #expect(scratch.last == 12345, "scratch, \(name)")
    }
  }
}
