package import Journal
package import SweepModel

/// Reads a data directory's journal, also while a coordinator writes it.
package struct JournalSource: Sendable {
  package let reader: JournalReader
  let catalog: ExperimentCatalog
  let points: ReadPoints
  /// This program's own, which is what answers.
  let version: String

  /// - Parameters:
  ///   - catalog: whose schemas give rows their types.
  ///   - version: of this program.
  package init(_ reader: JournalReader, catalog: ExperimentCatalog, version: String) {
    self.reader = reader
    self.catalog = catalog
    points = ReadPoints(catalog)
    self.version = version
  }

  /// The one sweep that a selector means.
  ///
  /// - Throws: ``SelectionError``, ``JournalError``.
  func stored(_ selector: String) throws -> StoredSweep {
    let sweeps = try reader.sweeps()
    let chosen = try SweepSelection.select(
      selector, from: sweeps.map { ($0.number, $0.header.id, $0.header.name) })
    guard let number = chosen.last, chosen.count == 1,
      let sweep = sweeps.first(where: { $0.number == number })
    else { throw SelectionError("`\(selector)` means \(chosen.count) sweeps; name one") }
    return sweep
  }

  func number(of sweep: SweepDetails) throws -> SweepNumber { try stored(sweep.id.digest.hex).number }

  /// The ordinal behind another one; nil where there is none. Damaged ones may be the largest integer.
  static func following(_ ordinal: Int) -> Int? { ordinal < .max ? ordinal + 1 : nil }
}
