internal import CKernels
internal import CLayers
internal import COneDNN
internal import Foundation
internal import Platform

/// One convolution of 3 x 3 by itself, by our kernels and by oneDNN's in turns: sixteen images.
final class ConvolutionContest {
  /// Pixels of an edge, and channels.
  struct Shape {
    let edge: Int
    let inputs: Int
    let outputs: Int
  }

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

  private let shape: Shape
  private let half: Bool
  private let table: UnsafePointer<CLTable>
  private var primitive: OpaquePointer?
  private var ours: CLWinograd
  private var turned: CLWinograd
  private let memory: UnsafeMutableRawPointer
  private let places: [Int]
  private static let images = 16

  /// - Throws: ``BenchError`` where oneDNN has no such convolution.
  init(_ shape: Shape, half: Bool) throws {
    self.shape = shape
    self.half = half
    table = cl_table(ck_selected(), half ? CL_BFLOAT16 : CL_FLOAT32)
    let (images, edge) = (ConvolutionContest.images, Int64(shape.edge))
    ours = CLWinograd(
      batch: Int64(images), height: edge, width: edge, inputs: Int64(shape.inputs),
      outputs: Int64(shape.outputs))
    turned = ours
    (turned.inputs, turned.outputs) = (ours.outputs, ours.inputs)
    let pixels = images * shape.edge * shape.edge
    var wanted = COneDNNShape(
      batch: Int32(images), height: Int32(shape.edge), width: Int32(shape.edge), inputs: Int32(shape.inputs),
      outputs: Int32(shape.outputs), kernel: 3, bias: 0, bfloat16: half ? 1 : 0)
    let status = conednn_convolution_create(&primitive, &wanted, 0)
    guard status == 0 else {
      throw BenchError("oneDNN has no such convolution: \(String(cString: conednn_status_name(status)))")
    }
    let scratch = [cl_winograd_scratch(&ours), cl_winograd_scratch(&turned)].max() ?? 0
    // x, y, weights, both packed, and scratch.
    let sizes = [
      pixels * shape.inputs * 4, pixels * shape.outputs * 4, shape.inputs * shape.outputs * 36,
      Int(cl_winograd_floats(&ours)) * 4, Int(cl_winograd_floats(&turned)) * 4,
      max(Int(scratch) * 4, Int(conednn_convolution_scratch(primitive))),
    ]
    places = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 + 63) / 64 * 64) }
    let all = places[places.count - 1] + 64
    memory = .allocate(byteCount: all, alignment: 64)
    memory.initializeMemory(as: UInt8.self, repeating: 0, count: all)
    cl_winograd_pack(&ours, floats(2), 0, floats(3))
    cl_winograd_pack(&turned, floats(2), 1, floats(4))
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
    let pixels = Double(ConvolutionContest.images * shape.edge * shape.edge)
    let operations = 2 * pixels * Double(9 * shape.inputs * shape.outputs)
    return (operations / least.ours / 1e9, operations / least.library / 1e9)
  }

  /// Whether trainings take our kernels for a pass.
  func takesOurs(_ pass: Pass) -> Bool {
    guard !half || conednn_has_tiles() == 0 else { return false }
    return (pass == .byData ? cl_winograd_pays(&turned) : cl_winograd_pays(&ours)) != 0
  }

  /// What oneDNN calls its own.
  func implementation(_ pass: Pass) -> String {
    String(cString: conednn_convolution_implementation(primitive, pass.index))
  }

  private func ownPass(_ pass: Pass) -> Int32 {
    switch pass {
    case .forward:
      table.pointee.winograd(&ours, memory + places[0], floats(3), nil, memory + places[1], 0, floats(5))
    case .byData:
      table.pointee.winograd(&turned, memory + places[1], floats(4), nil, memory + places[0], 0, floats(5))
    case .byWeights:
      table.pointee.winograd_backward(
        &ours, memory + places[0], memory + places[1], floats(2), nil, floats(5))
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
