/// How many batches a training sees, whatever the number of samples: with fewer data there are more epochs,
/// so that points of a sweep over the fraction of data differ in their data only.
package struct BatchBudget: Hashable, Sendable {
  /// Batches in the whole training, the same for every fraction of the data.
  package let total: Int
  /// Samples in a batch; all the samples if there are fewer.
  package let batchSize: Int
  package let samples: Int

  /// - Precondition: no count is negative, a batch and the data have at least one sample.
  package init(total: Int, batchSize: Int, samples: Int) {
    precondition(total >= 0 && batchSize > 0 && samples > 0, "counts are positive")
    self.total = total
    self.batchSize = min(batchSize, samples)
    self.samples = samples
  }

  /// The budget of `epochs` passes over the full data, spent on a part of it.
  package init(epochs: Int, ofFullData full: Int, batchSize: Int, samples: Int) {
    precondition(epochs >= 0 && full > 0 && batchSize > 0, "counts are positive")
    let perEpoch = (full - 1) / min(batchSize, full) + 1
    self.init(total: epochs * perEpoch, batchSize: batchSize, samples: samples)
  }

  /// Batches in a pass over the data; the last one is smaller if the sizes do not divide.
  package var perEpoch: Int { (samples - 1) / batchSize + 1 }
  /// Passes over the data, the last one perhaps not finished.
  package var epochs: Int { total == 0 ? 0 : (total - 1) / perEpoch + 1 }

  /// Where in the data batch `batch` (from 0) lies: its epoch, and places in that epoch's order.
  package func place(of batch: Int) -> (epoch: Int, range: Range<Int>) {
    precondition(batch >= 0, "batches are counted from 0")
    let (epoch, index) = batch.quotientAndRemainder(dividingBy: perEpoch)
    return (epoch, index * batchSize..<min((index + 1) * batchSize, samples))
  }
}
