import Foundation
import TestSupport
import Testing

@testable import Training
@testable import percolate_bench

/// The committed tables of who is faster at which convolution, against what trainings choose.
struct ConvolutionTableTests {
  private static func table(isHalf: Bool) throws -> ConvolutionTable {
    let file = "benchmarks/convolutions-xeon\(isHalf ? "-bfloat16" : "").txt"
    return try ConvolutionTable(String(contentsOf: Checkout.file(file), encoding: .utf8))
  }

  @Test(arguments: [false, true]) func `trainings take what the table says`(isHalf: Bool) throws {
    #if arch(x86_64)
      let processor = ConvolutionChoice.Processor(hasAVX512: true, hasTiles: false)
      for line in try Self.table(isHalf: isHalf).lines {
        let shape = line.pass == .byData ? line.shape.turned : line.shape
        #expect(
          ConvolutionChoice.of(shape, isHalf: isHalf, on: processor) == line.choice,
          "\(line.shape) \(line.pass.rawValue)")
      }
    #endif
  }

  @Test(arguments: [false, true]) func `the table has every shape of the networks`(isHalf: Bool) throws {
    let listed = Set(try Self.table(isHalf: isHalf).lines.map(\.shape))
    for entry in try NetworkShapes.of(widths: [8, 16, 32, 64]) {
      #expect(listed.contains(entry.shape), "\(entry.shape)")
    }
  }

  /// Two fifths: the table is of a machine with others on it. Convolutions of three channels have the choice of float32 in
  /// bfloat16 too, where oneDNN is slower.
  @Test(arguments: [false, true])
  func `no choice of a convolution is far slower than the other way`(isHalf: Bool) throws {
    let lines = try Self.table(isHalf: isHalf).lines
    for line in lines
    where line.shape.kernel == 3 && (!isHalf || min(line.shape.inputs, line.shape.outputs) > 3) {
      let loss = line.choice == .oneDNN ? line.ratio : 1 / line.ratio
      #expect(loss < 1.4, "\(line.shape) \(line.pass.rawValue): \(line.choice.rawValue) at \(line.ratio)")
    }
  }

  /// Their weights' gradients are not, each by itself: all of a training's linear layers together are.
  @Test(arguments: [false, true]) func `linear layers are faster by our products`(isHalf: Bool) throws {
    let lines = try Self.table(isHalf: isHalf).lines.filter { $0.shape.kernel == 1 }
    let logarithm = lines.reduce(0) { $0 + log($1.ratio) } / Double(lines.count)
    #expect(exp(logarithm) > 1.05)
  }

  @Test func `tiles of bfloat16 numbers are oneDNN's`() {
    let shape = ConvolutionShape(batch: 16, height: 32, width: 32, inputs: 64, outputs: 64, kernel: 3)
    let processor = ConvolutionChoice.Processor(hasAVX512: true, hasTiles: true)
    #expect(ConvolutionChoice.of(shape, isHalf: true, on: processor) == .oneDNN)
    var linear = shape
    linear.kernel = 1
    #expect(ConvolutionChoice.of(linear, isHalf: true, on: processor) == .oneDNN)
    #if arch(x86_64)
      #expect(ConvolutionChoice.of(shape, isHalf: false, on: processor) == .minimal)
      #expect(ConvolutionChoice.of(linear, isHalf: false, on: processor) == .products)
      let old = ConvolutionChoice.Processor(hasAVX512: false, hasTiles: false)
      #expect(ConvolutionChoice.of(linear, isHalf: false, on: old) == .oneDNN)
    #endif
  }

  @Test func `a line that is none of a table is named`() {
    #expect(throws: BenchError.self) { try ConvolutionTable("3x3 3 16 32 8 8 forward minimal") }
    #expect(throws: BenchError.self) { try ConvolutionTable("3x3 3 16 32 8 8 sideways minimal 2.0") }
  }
}
