internal import CKernels
internal import SweepModel

/// One replicate's memory, in the kernels' layout.
final class SmallNetReplicate {
  let parameters: FloatBuffer
  let velocity: FloatBuffer?
  let batches: SmallNetBatches
  let order: RandomStream?
  /// The loss above which training has exploded.
  var limit = Double.infinity
  /// Left out of further steps.
  var isRetired = false
  var divergence: Divergence?

  init(
    _ start: SmallNetParameters, net: CKNet, momentum: Bool, batches: SmallNetBatches, order: RandomStream?
  ) {
    var net = net
    let count = Int(ck_net_parameters(&net))
    parameters = FloatBuffer(count)
    velocity = momentum ? FloatBuffer(count) : nil
    self.batches = batches
    self.order = order
    start.architecture.pack(start.values, into: parameters.pointer, net: net)
  }
}

extension SmallNetOptions {
  var isMini: Bool {
    if case .mini = batches { true } else { false }
  }
}

extension CKNet {
  init(_ architecture: SmallNetArchitecture) {
    self.init(
      depth: Int32(architecture.depth), dimension: Int32(architecture.dimension),
      hidden: Int32(architecture.hidden), relu: architecture.kind == .relu ? 1 : 0,
      bias: architecture.bias ? 1 : 0, tied: architecture.kind == .symmetric ? 1 : 0)
  }
}

extension SmallNetArchitecture {
  /// From plain order to the kernels' padded rows; a symmetric U becomes the layers U^T and U.
  func pack(_ values: [Float], into buffer: UnsafeMutablePointer<Float>, net: CKNet) {
    forEachNumber(net) { plain, padded, _ in buffer[padded] = values[plain] }
  }

  /// The reverse of `pack`; `sumOfTied` adds what both layers of a symmetric network say (a gradient).
  func unpacked(_ buffer: UnsafeMutablePointer<Float>, net: CKNet, sumOfTied: Bool) -> [Float] {
    var values = [Float](repeating: 0, count: parameterCount)
    forEachNumber(net) { plain, padded, again in
      if again && sumOfTied { values[plain] += buffer[padded] } else { values[plain] = buffer[padded] }
    }
    return values
  }

  private func forEachNumber(_ net: CKNet, _ body: (_ plain: Int, _ padded: Int, _ again: Bool) -> Void) {
    var net = net
    var plain = 0
    for index in 0..<depth {
      let layer = ck_net_layer(&net, Int32(index))
      for row in 0..<Int(layer.rows) {
        for column in 0..<Int(layer.columns) {
          let padded = Int(layer.weights) + row * Int(layer.stride) + column
          if kind == .symmetric {
            body(index == 0 ? column * hidden + row : row * hidden + column, padded, index == 1)
          } else {
            body(plain, padded, false)
            plain += 1
          }
        }
      }
      guard bias else { continue }
      for row in 0..<Int(layer.rows) {
        body(plain, Int(layer.bias) + row, false)
        plain += 1
      }
    }
  }
}
