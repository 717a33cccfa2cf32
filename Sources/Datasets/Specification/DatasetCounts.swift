/// How many positions of each sort a data set has; known without listing them.
package struct DatasetCounts: Hashable, Sendable {
  /// Positions in the image: the whole grid.
  package let grid: Int
  /// Of them, those that are left out to test with.
  package let heldOut: Int
  /// Training images with two stripes centred in the image (a bump counts as such).
  package let pairs: Int
  /// Training images with exactly one stripe centred in the image.
  package let stripes: Int
  /// Training images with no stripe centred in the image.
  package let empty: Int
  /// Training images if nothing is left away by lambda and subsample: what constant batches refer to.
  package let full: Int

  /// Training images.
  package var training: Int { pairs + stripes + empty }
  /// Positions in the image that are neither trained on nor held out: what a validation loss uses.
  package var unseen: Int { grid - heldOut - pairs }
}
