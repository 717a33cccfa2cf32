internal import CKernels
internal import CLayers
internal import COneDNN
internal import Foundation
internal import Platform
internal import Training

/// One convolution of 3 x 3, or one linear layer, by itself, by our kernels and by oneDNN's in turns.
final class ConvolutionContest {
  /// The passes of a training.
  enum Pass: String, CaseIterable {
    case forward
    case byData = "by-data"
    case byWeights = "by-weights"

    /// oneDNN's number of it.
    var index: Int32 {
      switch self {
      case .forward: 0
      case .byData: 1
      case .byWeights: 2
      }
    }
  }

  private let shape: ConvolutionShape
  private let half: Bool
  private let table: UnsafePointer<CLTable>
  private var primitive: OpaquePointer?
  private let ours: OwnPass
  private let turned: OwnPass
  private let memory: UnsafeMutableRawPointer
  private let places: [Int]

  /// - Throws: ``BenchError`` where oneDNN has no such convolution.
  init(_ shape: ConvolutionShape, half: Bool) throws {
    self.shape = shape
    self.half = half
    table = cl_table(ck_selected(), half ? CL_BFLOAT16 : CL_FLOAT32)
    ours = OwnPass(shape, table)
    turned = OwnPass(shape.turned, table)
    let pixels = shape.batch * shape.height * shape.width
    var wanted = COneDNNShape(
      batch: Int32(shape.batch), height: Int32(shape.height), width: Int32(shape.width),
      inputs: Int32(shape.inputs), outputs: Int32(shape.outputs), kernel: Int32(shape.kernel), bias: 0,
      bfloat16: half ? 1 : 0)
    let status = conednn_convolution_create(&primitive, &wanted, 0)
    guard status == 0 else {
      throw BenchError("oneDNN has no such convolution: \(String(cString: conednn_status_name(status)))")
    }
    let scratch = max(ours.scratchFloats, turned.scratchFloats)
    // x, y, weights, both packed, and scratch.
    let sizes = [
      pixels * shape.inputs * 4, pixels * shape.outputs * 4,
      shape.inputs * shape.outputs * shape.kernel * shape.kernel * 4,
      ours.packedFloats * 4, turned.packedFloats * 4,
      max(scratch * 4, Int(conednn_convolution_scratch(primitive))),
    ]
    places = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 + 63) / 64 * 64) }
    let all = places[places.count - 1] + 64
    memory = .allocate(byteCount: all, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: all)
    ours.pack(floats(2), gradient: false, to: floats(3))
    turned.pack(floats(2), gradient: true, to: floats(4))
    try check(conednn_convolution_pack(primitive, floats(2)))
  }

  deinit {
    conednn_convolution_destroy(primitive)
    memory.deallocate()
  }

  /// GFLOP/s of a pass, counted as the direct sum's, by ours and by oneDNN: the best of several tries in turns.
  func rates(_ pass: Pass) throws -> (ours: Double, library: Double) {
    var least = (ours: Double.infinity, library: Double.infinity)
    for _ in 0..<12 {
      least.ours = min(least.ours, try time { ownPass(pass) })
      least.library = min(least.library, try time { libraryPass(pass) })
    }
    let pixels = Double(shape.batch * shape.height * shape.width)
    let operations = 2 * pixels * Double(shape.kernel * shape.kernel * shape.inputs * shape.outputs)
    return (operations / least.ours / 1e9, operations / least.library / 1e9)
  }

  /// What trainings take for a pass.
  func choice(_ pass: Pass) -> ConvolutionChoice {
    ConvolutionChoice.of(pass == .byData ? shape.turned : shape, isHalf: half, on: .here)
  }

  /// What oneDNN calls its own.
  func implementation(_ pass: Pass) -> String {
    String(cString: conednn_convolution_implementation(primitive, pass.index))
  }

  private func ownPass(_ pass: Pass) -> Int32 {
    let (x, y) = (memory + places[0], memory + places[1])
    switch pass {
    case .forward: ours.run(x, packed: floats(3), y, scratch: floats(5))
    case .byData: turned.run(y, packed: floats(4), x, scratch: floats(5))
    case .byWeights: ours.gradients(x, y, weights: floats(2), scratch: floats(5))
    }
    return 0
  }

  private func libraryPass(_ pass: Pass) -> Int32 {
    let (x, y, scratch) = (memory + places[0], memory + places[1], memory + places[5])
    return switch pass {
    case .forward: conednn_convolution_forward(primitive, x, nil, y, scratch)
    case .byData: conednn_convolution_backward_data(primitive, y, x, scratch)
    case .byWeights: conednn_convolution_backward_weights(primitive, x, y, floats(2), scratch)
    }
  }

  private func time(_ run: () -> Int32) throws -> Double {
    let start = ProcessorClock.threadSeconds
    try check(run())
    return max(ProcessorClock.threadSeconds - start, 1e-9)
  }

  private func floats(_ index: Int) -> UnsafeMutablePointer<Float> {
    (memory + places[index]).assumingMemoryBound(to: Float.self)
  }

  private func check(_ status: Int32) throws {
    guard status != 0 else { return }
    throw BenchError("oneDNN's convolution failed: \(String(cString: conednn_status_name(status)))")
  }
}
