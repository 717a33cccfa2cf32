internal import CKernels
internal import CLayers
internal import SweepModel

/// Normal numbers from places of a counter-based stream: number i depends on the stream and i alone.
enum NormalNoise {
  /// Writes numbers `first ..< first + count` of the stream's normal sequence (Box & Muller 1958).
  ///
  /// - Precondition: `first`, `count` and the stream's position are even: numbers come in pairs, and so do the stream's.
  static func fill(
    _ target: UnsafeMutablePointer<Float>, count: Int, first: Int, from stream: RandomStream
  ) {
    precondition(count.isMultiple(of: 2) && first.isMultiple(of: 2), "numbers come in pairs")
    precondition(stream.position.isMultiple(of: 2), "a pair is of one block of the stream")
    var noise = CLNoise(key: stream.key, nonce: stream.nonce, position: stream.position)
    cl_table(ck_selected(), CL_FLOAT32).pointee.normal_noise(&noise, Int64(first), Int64(count), target)
  }
}
