/// What has been acknowledged, as it stands in the mark file: a slot of it.
struct Mark: Sendable, Hashable {
  static let slotSize = 96
  // "percmark" in ASCII, and the version of this layout.
  private static let magic: UInt64 = 0x6b72_616d_6372_6570
  private static let version: UInt64 = 1

  /// Higher in the newer of the two slots.
  var sequence = 0
  /// The journal after the newest acknowledged transaction.
  var ledger: Ledger
  /// The transactions that the newest page sums cover; nil before there are any.
  var summed: Int?

  init(ledger: Ledger, summed: Int? = nil) {
    self.ledger = ledger
    self.summed = summed
  }

  /// The slot as bytes: twelve words, the last of which is a hash of the others.
  var bytes: [UInt8] {
    let numbers = [
      sequence, ledger.journal, ledger.commits, ledger.newest, ledger.counts.sweeps, ledger.counts.tasks,
      ledger.counts.results, ledger.counts.keys, summed ?? -1,
    ]
    var words = [Self.magic, Self.version] + numbers.map { UInt64(bitPattern: Int64($0)) }
    words.append(words.withUnsafeBytes { WordHash.hash($0, seed: 0) })
    return words.withUnsafeBytes { Array($0) }
  }

  /// Reads a slot; nil for anything that was not written whole.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.count == Self.slotSize else { return nil }
    let words = bytes.withUnsafeBytes { raw in
      (0..<Self.slotSize / 8).map { raw.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self) }
    }
    guard words[0] == Self.magic, words[1] == Self.version,
      words.dropLast().withUnsafeBytes({ WordHash.hash($0, seed: 0) }) == words.last
    else { return nil }
    let numbers = words[2...].map { Int(Int64(bitPattern: $0)) }
    let ledger = Ledger(
      journal: numbers[1], commits: numbers[2], newest: numbers[3],
      counts: Ledger.Counts(
        sweeps: numbers[4], tasks: numbers[5], results: numbers[6], keys: numbers[7]))
    self.init(ledger: ledger, summed: numbers[8] < 0 ? nil : numbers[8])
    sequence = numbers[0]
  }
}
