import CKernels
import CLayers
import Testing

@testable import Training

/// Our convolutions of 3 x 3 against sums over pixels in double precision, for every instruction set that this processor has.
struct WinogradTests {
  /// Channels that fill blocks of 8 and of 16, and others; images of one tile, and lines of an odd number of them.
  static let shapes: [CLWinograd] = [
    CLWinograd(batch: 3, height: 4, width: 4, inputs: 3, outputs: 5),
    CLWinograd(batch: 2, height: 8, width: 12, inputs: 8, outputs: 8),
    CLWinograd(batch: 1, height: 12, width: 12, inputs: 7, outputs: 3),
    CLWinograd(batch: 2, height: 8, width: 8, inputs: 8, outputs: 16),
    CLWinograd(batch: 2, height: 4, width: 12, inputs: 5, outputs: 40),
    CLWinograd(batch: 2, height: 8, width: 8, inputs: 16, outputs: 8),
    CLWinograd(batch: 1, height: 4, width: 20, inputs: 24, outputs: 3),
    CLWinograd(batch: 2, height: 8, width: 8, inputs: 16, outputs: 16),
    CLWinograd(batch: 5, height: 4, width: 4, inputs: 20, outputs: 40),
    CLWinograd(batch: 1, height: 32, width: 32, inputs: 32, outputs: 24),
    // Weights that are transformed a few outputs at a time, the last ones fewer.
    CLWinograd(batch: 2, height: 4, width: 4, inputs: 128, outputs: 136),
    // Odd numbers of them, and so many tiles that inputs go through in parts.
    CLWinograd(batch: 1, height: 8, width: 12, inputs: 139, outputs: 147),
    CLWinograd(batch: 33, height: 4, width: 4, inputs: 345, outputs: 33),
  ]

  /// Numbers in the precision of a table.
  private final class Numbers {
    let pointer: UnsafeMutableRawPointer
    private let table: UnsafePointer<CLTable>
    private let count: Int

    init(_ table: UnsafePointer<CLTable>, _ values: [Float]) {
      self.table = table
      count = values.count
      pointer = .allocate(byteCount: count * 4 + 64, alignment: 64)
      table.pointee.narrow(Int64(count), values, pointer)
    }

    deinit { pointer.deallocate() }

    var floats: [Float] {
      var result = [Float](repeating: 0, count: count)
      table.pointee.widen(Int64(count), pointer, &result)
      return result
    }
  }

  /// Sums over all pixels and taps: `body` gets an output, an input and a weight's place.
  private func each(_ s: CLWinograd, _ body: (_ y: Int, _ x: Int, _ w: Int) -> Void) {
    let (height, width) = (Int(s.height), Int(s.width))
    let (inputs, outputs) = (Int(s.inputs), Int(s.outputs))
    for b in 0..<Int(s.batch) {
      for row in 0..<height {
        for column in 0..<width {
          for tap in 0..<9 {
            let (r, c) = (row + tap / 3 - 1, column + tap % 3 - 1)
            guard (0..<height).contains(r), (0..<width).contains(c) else { continue }
            let (y, x) = ((b * height + row) * width + column, (b * height + r) * width + c)
            for o in 0..<outputs {
              for i in 0..<inputs { body(y * outputs + o, x * inputs + i, (o * inputs + i) * 9 + tap) }
            }
          }
        }
      }
    }
  }

  private func worst(_ found: [Float], _ expected: [Double]) -> Double {
    let scale = expected.reduce(0) { max($0, abs($1)) }
    return zip(found, expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } / scale
  }

  @Test(arguments: shapes.indices, [CK_BASELINE, CK_AVX2, CK_AVX512])
  func `all three passes are convolutions`(
    index: Int, set: CKInstructionSet
  ) {
    for precision in [CL_FLOAT32, CL_BFLOAT16] {
      check(
        WinogradTests.shapes[index], cl_table(set, precision),
        tolerance: precision == CL_FLOAT32 ? 5e-5 : 1e-2)
    }
  }

  private func check(_ given: CLWinograd, _ table: UnsafePointer<CLTable>, tolerance: Double) {
    var s = given
    var turned = s
    (turned.inputs, turned.outputs) = (s.outputs, s.inputs)
    let name = "\(String(cString: table.pointee.name)) \(s)"
    let pixels = Int(s.batch * s.height * s.width)
    let x = Numbers(table, GoldenNumbers.draw("x", pixels * Int(s.inputs)))
    let dY = Numbers(table, GoldenNumbers.draw("dY", pixels * Int(s.outputs)))
    let before = GoldenNumbers.draw("before", pixels * Int(s.inputs))
    let weights = GoldenNumbers.draw("w", Int(s.outputs * s.inputs) * 9)
    let bias = GoldenNumbers.draw("b", Int(s.outputs)) + [Float](repeating: 0, count: 16)
    let (inputs, gradients, old) = (x.floats, dY.floats, Numbers(table, before).floats)

    var y = (0..<pixels * Int(s.outputs)).map { Double(bias[$0 % Int(s.outputs)]) }
    var dX = old.map(Double.init)
    var dW = [Double](repeating: 1, count: weights.count)
    each(s) { output, input, weight in
      y[output] += Double(inputs[input]) * Double(weights[weight])
      dX[input] += Double(gradients[output]) * Double(weights[weight])
      dW[weight] += Double(gradients[output]) * Double(inputs[input])
    }
    var dB = [Double](repeating: 2, count: Int(s.outputs))
    for (k, gradient) in gradients.enumerated() { dB[k % Int(s.outputs)] += Double(gradient) }

    let scratch = FloatBuffer(Int(max(cl_winograd_scratch(&s), cl_winograd_scratch(&turned))))
    let packed = FloatBuffer(Int(max(cl_winograd_floats(&s), cl_winograd_floats(&turned))))
    table.pointee.winograd_pack(&s, weights, 0, packed.pointer)
    let found = Numbers(table, [Float](repeating: .nan, count: y.count))
    table.pointee.winograd(&s, x.pointer, packed.pointer, bias, found.pointer, 0, scratch.pointer)
    #expect(worst(found.floats, y) < tolerance, "\(name): forward")

    table.pointee.winograd_pack(&turned, weights, 1, packed.pointer)
    let sum = Numbers(table, before)
    table.pointee.winograd(&turned, dY.pointer, packed.pointer, nil, sum.pointer, 1, scratch.pointer)
    #expect(worst(sum.floats, dX) < tolerance, "\(name): by data, added")

    var foundW = [Float](repeating: 1, count: weights.count)
    var foundB = [Float](repeating: 2, count: dB.count)
    table.pointee.winograd_backward(&s, x.pointer, dY.pointer, &foundW, &foundB, scratch.pointer)
    #expect(worst(foundW, dW) < 5e-5, "\(name): by weights")
    #expect(worst(foundB, dB) < 1e-5, "\(name): bias")
  }

  @Test func `what is left to oneDNN`() {
    func pays(_ inputs: Int64, _ outputs: Int64, edge: Int64 = 16, batch: Int64 = 16) -> Bool {
      var s = CLWinograd(batch: batch, height: edge, width: edge, inputs: inputs, outputs: outputs)
      return cl_winograd_pays(&s) != 0
    }
    #if arch(x86_64)
      #expect(pays(16, 16) && pays(16, 3) && pays(256, 256) && pays(64, 64, edge: 4))
      #expect(!pays(3, 16), "few inputs")
      #expect(!pays(16, 16, edge: 18), "tiles that stick out")
      #expect(pays(512, 512, edge: 4), "a slice of the deepest images")
      #expect(!pays(256, 256, edge: 4, batch: 15), "few tiles for many weights")
    #else
      #expect(!pays(16, 16))
    #endif
  }
}
