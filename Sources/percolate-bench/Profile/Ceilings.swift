internal import CMeasure
internal import COneDNN
internal import Foundation
internal import Training

/// What this processor does at best, measured in the same process as what is compared with it.
struct Ceilings: Encodable {
  /// Fused multiplications and additions of float32 in registers, GFLOP/s: the ceiling of attention.
  var multiplyAdd: Double
  /// oneDNN's fastest 3 x 3 convolution, forward and backward, GFLOP/s.
  var convolution: Pair
  /// oneDNN's fastest product over channels, forward and backward, GFLOP/s.
  var linear: Pair
  /// y = a + b in memory that no cache holds, GB/s.
  var memory: Double
  /// The same in arrays that fit into the second-level cache, GB/s: the ceiling of layers that only move numbers.
  var cache: Double

  /// A forward and a backward figure.
  struct Pair: Encodable {
    var forward = 0.0
    var backward = 0.0
  }

  /// Measures for about five seconds.
  init(_ precision: ComputePrecision) throws {
    multiplyAdd = cm_float32_operations() / 1e9
    memory = cm_stream_bytes(96 << 20) / 1e9
    cache = cm_stream_bytes(128 << 10) / 1e9
    // Edge and channels of shapes that suit such kernels, sixteen images.
    let shapes = [(32, 64), (16, 64), (16, 128), (8, 128), (8, 256), (4, 512)]
    convolution = try Ceilings.best(shapes, kernel: 3, precision)
    linear = try Ceilings.best(shapes, kernel: 1, precision)
  }

  /// Known figures.
  init(multiplyAdd: Double, convolution: Pair, linear: Pair, memory: Double, cache: Double) {
    self.multiplyAdd = multiplyAdd
    self.convolution = convolution
    self.linear = linear
    self.memory = memory
    self.cache = cache
  }

  /// What a layer of a kind is compared with: GFLOP/s, or GB/s for `memory`.
  func ceiling(_ kind: LayerKind) -> Pair {
    switch kind {
    case .convolution: convolution
    case .linear: linear
    case .attention: Pair(forward: multiplyAdd, backward: multiplyAdd)
    case .memory: Pair(forward: cache, backward: cache)
    }
  }

  private static func best(
    _ shapes: [(edge: Int, channels: Int)], kernel: Int, _ precision: ComputePrecision
  ) throws -> Pair {
    var best = Pair()
    for shape in shapes {
      let bench = try ConvolutionBench(
        edge: shape.edge, channels: shape.channels, kernel: kernel, half: precision == .bfloat16)
      best.forward = max(best.forward, try bench.forward())
      best.backward = max(best.backward, try bench.backward())
    }
    return best
  }
}
