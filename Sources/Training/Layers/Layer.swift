/// One step of a network with its gradient. Letters: N images of a slice, C channels.
///
/// A layer is made without memory; `prepare` makes its primitives once all tensors are placed.
protocol Layer: AnyObject {
  var name: String { get }
  var kind: LayerKind { get }
  var family: LayerFamily { get }
  /// The shape of a convolution or linear layer.
  var convolution: ConvolutionShape? { get }
  /// What kernels read and write besides each tensor once: weights, and tensors again.
  var traffic: (forward: LayerTraffic, backward: LayerTraffic) { get }
  /// Additions and multiplications of a pass, where they say more than the bytes.
  var operations: (forward: Int, backward: Int) { get }
  /// What the layer makes: what can be captured under its name.
  var output: Tensor { get }
  /// What the forward pass reads or writes.
  var forwardTensors: [Tensor] { get }
  /// Claims the gradients it will write, and says what the backward pass reads or writes. Called once, in the
  /// order of the backward pass, for training only.
  func planBackward() -> [Tensor]
  /// What the layer will allocate by itself, known before ``prepare()``: most make do with the arena and the
  /// scratch memory that they have asked for.
  var predictedBytes: LayerBytes { get }
  func prepare() throws(UNetError)
  /// Takes in the new values of the parameters.
  func pack() throws(UNetError)
  func forward() throws(UNetError)
  func backward() throws(UNetError)
}

extension Layer {
  var kind: LayerKind { .memory }
  var convolution: ConvolutionShape? { nil }
  var traffic: (forward: LayerTraffic, backward: LayerTraffic) { (.none, .none) }
  var operations: (forward: Int, backward: Int) { (0, 0) }
  func prepare() throws(UNetError) {}
  func pack() throws(UNetError) {}
}
