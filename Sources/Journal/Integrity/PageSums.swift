/// A hash of every page of the journal file, because SQLite checks those of its log but not these: a flipped
/// byte in a duration, or in the name of a metric, would look like any other.
///
/// They describe the file as it is once all of the log has been merged into it, and are written before that is
/// done. A page that the log holds is covered by the log until then.
struct PageSums: Sendable, Hashable {
  // "percsums" in ASCII, and the version of this layout.
  private static let magic: UInt64 = 0x736d_7573_6372_6570
  private static let version: UInt64 = 1

  /// Which journal it is.
  var journal = 0
  /// The transactions that the pages hold.
  var commits = 0
  /// Bytes.
  var pageSize: Int
  /// By page number from 1; 0 for a page that was never written.
  private(set) var sums: [UInt64] = []

  init(pageSize: Int, sums: [UInt64] = []) {
    self.pageSize = pageSize
    self.sums = sums
  }

  /// Pages that are covered.
  var count: Int { sums.count }

  /// The hash of one page, which depends on its place.
  static func sum(_ page: UnsafeRawBufferPointer, number: Int) -> UInt64 {
    max(1, WordHash.hash(page, seed: UInt64(truncatingIfNeeded: number)))
  }

  subscript(page: Int) -> UInt64 {
    get { sums[page - 1] }
    set {
      if page > sums.count { sums.append(contentsOf: repeatElement(0, count: page - sums.count)) }
      sums[page - 1] = newValue
    }
  }

  /// The sidecar file: six words, the sums, and a hash of both.
  var bytes: [UInt8] {
    var words = [
      Self.magic, Self.version, UInt64(bitPattern: Int64(journal)), UInt64(bitPattern: Int64(commits)),
      UInt64(pageSize), UInt64(sums.count),
    ]
    words.reserveCapacity(7 + sums.count)
    words += sums
    words.append(words.withUnsafeBytes { WordHash.hash($0, seed: 0) })
    return words.withUnsafeBytes { Array($0) }
  }

  /// Writes the sidecar, which is on disk when this returns.
  func write(_ directory: DataDirectory) throws(JournalError) {
    try JournalFiles.write(bytes, to: directory.sumsPath, in: directory.path)
  }

  /// Reads the sidecar; nil for anything that was not written whole.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 56, bytes.count.isMultiple(of: 8) else { return nil }
    let words = [UInt64](unsafeUninitializedCapacity: bytes.count / 8) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      count = bytes.count / 8
    }
    guard words[0] == Self.magic, words[1] == Self.version, words[5] == words.count - 7,
      words.dropLast().withUnsafeBytes({ WordHash.hash($0, seed: 0) }) == words.last,
      (512...65_536).contains(words[4])
    else { return nil }
    journal = Int(Int64(bitPattern: words[2]))
    commits = Int(Int64(bitPattern: words[3]))
    pageSize = Int(words[4])
    sums = Array(words[6..<(words.count - 1)])
  }
}
