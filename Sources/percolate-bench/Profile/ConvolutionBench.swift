internal import COneDNN
internal import Foundation
internal import Platform

/// One of oneDNN's convolutions by itself: sixteen images, as many outputs as inputs.
final class ConvolutionBench {
  private var primitive: OpaquePointer?
  private let memory: UnsafeMutableRawPointer
  /// Offsets of x, y, the weights and the scratch memory.
  private let offsets: [Int]
  private let operations: Double

  init(edge: Int, channels: Int, kernel: Int, half: Bool) throws {
    let images = 16
    var shape = COneDNNShape(
      batch: Int32(images), height: Int32(edge), width: Int32(edge), inputs: Int32(channels),
      outputs: Int32(channels), kernel: Int32(kernel), bias: 0, bfloat16: half ? 1 : 0)
    let count = images * edge * edge * channels
    operations = 2 * Double(count * channels * kernel * kernel)
    let status = conednn_convolution_create(&primitive, &shape, 0)
    guard status == 0 else {
      throw BenchError("oneDNN has no such convolution: \(String(cString: conednn_status_name(status)))")
    }
    let weights = channels * channels * kernel * kernel * 4
    let sizes = [count * 4, count * 4, weights, Int(conednn_convolution_scratch(primitive))]
    offsets = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 + 63) / 64 * 64) }
    memory = .allocate(byteCount: offsets[4] + 64, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: offsets[4] + 64)
    try check(conednn_convolution_pack(primitive, floats(2)))
  }

  deinit {
    conednn_convolution_destroy(primitive)
    memory.deallocate()
  }

  /// GFLOP/s of the forward pass, the best of several tries.
  func forward() throws -> Double {
    try best(operations) {
      conednn_convolution_forward(
        primitive, memory + offsets[0], nil, memory + offsets[1], memory + offsets[3])
    }
  }

  /// GFLOP/s of both backward passes together, the best of several tries.
  func backward() throws -> Double {
    try best(2 * operations) {
      let data = conednn_convolution_backward_data(
        primitive, memory + offsets[1], memory + offsets[0], memory + offsets[3])
      let weights = conednn_convolution_backward_weights(
        primitive, memory + offsets[0], memory + offsets[1], floats(2), memory + offsets[3])
      return data == 0 ? weights : data
    }
  }

  private func floats(_ index: Int) -> UnsafeMutablePointer<Float> {
    (memory + offsets[index]).assumingMemoryBound(to: Float.self)
  }

  private func best(_ operations: Double, _ run: () -> Int32) throws -> Double {
    try check(run())
    var least = Double.infinity
    for _ in 0..<12 {
      let start = ProcessorClock.processSeconds
      try check(run())
      least = min(least, ProcessorClock.processSeconds - start)
    }
    return operations / max(least, 1e-9) / 1e9
  }

  private func check(_ status: Int32) throws {
    guard status != 0 else { return }
    throw BenchError("oneDNN's convolution failed: \(String(cString: conednn_status_name(status)))")
  }
}
