/// A planned array of activations [batch][height][width][channels], or of statistics: where it lies in the
/// arena follows from when it is used first and last.
final class Tensor {
  let name: String
  let batch: Int
  let height: Int
  let width: Int
  let channels: Int
  /// 4 for float32, 2 for bfloat16.
  let elementSize: Int
  /// Positions in the schedule (forward, then backward) of the first and the last use.
  private(set) var life: ClosedRange<Int>?
  /// Bytes from the start of the arena, once planned.
  var offset = 0

  private var storage: UnsafeMutableRawPointer?
  private var ownGradient: Tensor?
  private var isWritten = false

  init(_ name: String, batch: Int, height: Int, width: Int, channels: Int, elementSize: Int) {
    self.name = name
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
    self.elementSize = elementSize
  }

  var pixels: Int { height * width }
  var rows: Int { batch * height * width }
  var count: Int { rows * channels }
  /// Whole cache lines.
  var bytes: Int { (count * elementSize + 63) / 64 * 64 }

  /// Where the numbers are. Only after the plan has placed the tensor.
  var pointer: UnsafeMutableRawPointer {
    guard let storage else { preconditionFailure("tensor \(name) is placed before it is used") }
    return storage
  }
  var floats: UnsafeMutablePointer<Float> { pointer.assumingMemoryBound(to: Float.self) }

  /// The gradient of the loss with respect to this tensor: dX of X.
  var gradient: Tensor {
    if let ownGradient { return ownGradient }
    let made = Tensor(
      "d" + name, batch: batch, height: height, width: width, channels: channels,
      elementSize: elementSize)
    ownGradient = made
    return made
  }

  /// The gradient, where a layer has claimed it.
  var claimedGradient: Tensor? { isWritten ? ownGradient : nil }

  /// Says that the calling layer writes the gradient next; true if an earlier one did, so that this one has
  /// to add. Layers ask in the order of the backward pass.
  func claimGradient() -> Bool {
    defer { isWritten = true }
    return isWritten
  }

  /// Makes the gradient the same memory as that of `other`: y = x + ... passes its gradient on unchanged.
  func shareGradient(of other: Tensor) {
    precondition(!isWritten && ownGradient == nil, "the first to give a gradient")
    ownGradient = other.gradient
    isWritten = true
  }

  func use(at position: Int) {
    life = life.map { min($0.lowerBound, position)...max($0.upperBound, position) } ?? position...position
  }

  func place(in arena: UnsafeMutableRawPointer) { storage = arena + offset }
}
