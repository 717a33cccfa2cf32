/// A convolution that keeps the image's size, or a linear layer over channels (kernel 1).
package struct ConvolutionShape: Hashable, Sendable {
  /// Images that go through it together.
  package var batch: Int
  package var height: Int
  package var width: Int
  package var inputs: Int
  package var outputs: Int
  package var kernel: Int

  package init(batch: Int, height: Int, width: Int, inputs: Int, outputs: Int, kernel: Int) {
    self.batch = batch
    self.height = height
    self.width = width
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
  }

  /// That of its gradient by data.
  package var turned: ConvolutionShape {
    var shape = self
    (shape.inputs, shape.outputs) = (outputs, inputs)
    return shape
  }
}
