/// The numbers of all parameters in one array, each from a cache line on; what pads them is zero.
final class ParameterBlock {
  let tensors: [ParameterTensor]
  /// Made at the first use, so that a network can be planned without memory.
  private(set) lazy var buffer = FloatBuffer(count)
  /// Floats of the block, padding included.
  let count: Int
  private let offsets: [String: Int]

  init(_ tensors: [ParameterTensor]) {
    self.tensors = tensors
    var (next, offsets) = (0, [String: Int]())
    for tensor in tensors {
      offsets[tensor.name] = next
      next += ParameterBlock.padded(tensor.count)
    }
    self.offsets = offsets
    count = next
  }

  static func padded(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  func offset(_ name: String) -> Int {
    guard let offset = offsets[name] else { preconditionFailure("the network has a parameter \(name)") }
    return offset
  }

  /// One tensor's numbers.
  func slice(_ tensor: ParameterTensor) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: buffer.pointer + offset(tensor.name), count: tensor.count)
  }

  /// All numbers, padding included.
  var all: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: buffer.pointer, count: count)
  }
}
