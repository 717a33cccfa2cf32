/// Training points, one after the other, and what the network should answer to them.
package struct SmallNetSamples: Sendable {
  package let dimension: Int
  /// [count][dimension].
  package let inputs: [Float]
  /// As `inputs`; nil where the target is the input itself.
  package let targets: [Float]?
  package var count: Int { inputs.count / dimension }

  /// - Throws: ``SmallNetError`` if a length does not fit, there is no sample, or a number is not finite.
  package init(dimension: Int, inputs: [Float], targets: [Float]? = nil) throws(SmallNetError) {
    guard dimension > 0 else {
      throw .outOfRange(name: "dimension", value: "\(dimension)", expected: "1 to 256")
    }
    guard !inputs.isEmpty, inputs.count.isMultiple(of: dimension) else {
      let rows = max((inputs.count + dimension - 1) / dimension, 1)
      throw .shape(what: "the inputs", expected: rows * dimension, found: inputs.count)
    }
    if let targets, targets.count != inputs.count {
      throw .shape(what: "the targets", expected: inputs.count, found: targets.count)
    }
    if let index = inputs.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "the inputs", index: index)
    }
    if let index = targets?.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: "the targets", index: index)
    }
    self.dimension = dimension
    self.inputs = inputs
    self.targets = targets
  }
}
