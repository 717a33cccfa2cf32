package import Foundation
internal import Journal

/// Answer to `metrics`: streamed values of a sweep's tasks, a page at a time.
package struct MetricsDocument: Document {
  /// One metric of one task: a value for each step, steps ascending.
  package struct Series: Codable, Sendable {
    /// The task's place in the sweep's expansion, from 0.
    package var ordinal: Int
    package var name: String
    package var steps: [Int]
    package var values: [Double]
  }

  package var version = 1
  package var sweep: String
  /// In the order of tasks, then of names. A task's series are on one page.
  package var series: [Series]
  /// The offset of the next page; nil on the last one.
  package var nextOrdinal: Int?

  package init(sweep: String, series: [Series] = [], nextOrdinal: Int? = nil) {
    self.sweep = sweep
    self.series = series
    self.nextOrdinal = nextOrdinal
  }

  mutating func append(ordinal: Int, _ row: MetricRow) {
    if let last = series.last, last.ordinal == ordinal, last.name == row.name {
      series[series.count - 1].steps.append(row.step)
      series[series.count - 1].values.append(row.value)
    } else {
      series.append(Series(ordinal: ordinal, name: row.name, steps: [row.step], values: [row.value]))
    }
  }
}

/// Answer to `artifact`: a stored file, or a piece of a large one.
package struct ArtifactDocument: Document {
  /// Bytes of a piece at most.
  package static let pieceLimit = 4 << 20

  package var version = 2
  /// Of the whole file; who puts pieces together checks it.
  package var digest: String
  /// Bytes of the whole file.
  package var size: Int
  /// Where in it the content begins.
  package var offset: Int
  package var content: Data
}
