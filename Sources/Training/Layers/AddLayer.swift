internal import CLayers

/// branch + trunk, where the branch started from the trunk. Both get the output's gradient, which is one
/// memory for all three: whatever the branch adds to the trunk's comes after it was read.
final class AddLayer: Layer {
  let name: String
  let output: Tensor
  private let branch: Tensor
  private let trunk: Tensor
  private let context: LayerContext

  init(_ name: String, branch: Tensor, trunk: Tensor, context: LayerContext) {
    self.name = name
    self.branch = branch
    self.trunk = trunk
    self.context = context
    output = context.activations(name, like: trunk)
  }

  var family: LayerFamily { .add }
  var predictedBytes: LayerBytes { .none }

  /// The backward pass does nothing.
  var traffic: (forward: LayerTraffic, backward: LayerTraffic) { (.none, LayerTraffic(read: -output.bytes)) }

  var forwardTensors: [Tensor] { [branch, trunk, output] }

  func planBackward() -> [Tensor] {
    branch.shareGradient(of: output)
    trunk.shareGradient(of: output)
    return [output.gradient]
  }

  func forward() {
    context.kernels.pointee.add(Int64(output.count), branch.pointer, trunk.pointer, output.pointer)
  }

  func backward() {}
}
