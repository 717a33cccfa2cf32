internal import CKernels

/// Data that a network is judged on but not trained on: 1/2 |f(x) - y|^2, the mean over all of it.
///
/// Linear and symmetric networks see it through second moments, which is exact and does not depend on n.
package struct SmallNetEvaluation {
  let architecture: SmallNetArchitecture
  private let batches: SmallNetBatches

  /// - Throws: ``SmallNetError`` where the data has another dimension, or a ReLU network gets moments.
  package init(_ data: SmallNetData, for architecture: SmallNetArchitecture) throws(SmallNetError) {
    self.architecture = architecture
    batches = try SmallNetBatches(
      data, architecture: architecture, net: CKNet(architecture), options: SmallNetOptions())
  }

  var descent: CKDescent { batches.descent(step: 0, order: nil) }
}
