internal import Glibc

/// SQLite's write-ahead log, read beside SQLite.
///
/// Nothing locks this file, so it may be opened and closed while SQLite has it open; the journal itself may not.
struct LogFile: ~Copyable {
  /// What lies in front of each page.
  private static let frameHeaderSize = 24

  let path: String
  let header: LogHeader
  private let descriptor: Int32

  deinit { close(descriptor) }

  /// Opens a log; nil where there is none, or one that SQLite takes for empty.
  init?(_ path: String) throws(JournalError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw JournalFiles.failure("open", path, path)
    }
    var header: LogHeader?
    do throws(JournalError) {
      header = LogHeader(try Self.read(descriptor, path, at: 0, count: LogHeader.size)[...])
    } catch {
      close(descriptor)
      throw error
    }
    guard let header else {
      close(descriptor)
      return nil
    }
    self.path = path
    self.header = header
    self.descriptor = descriptor
  }

  /// What a log holds after the last of its transactions that is whole.
  struct Content: Sendable, Hashable {
    /// Frames up to the end of that transaction.
    var frames = 0
    /// Pages of the database after it.
    var databasePages = 0
    /// Pages that the log holds; what the journal file has of them does not count.
    var pages: Set<Int> = []
  }

  /// Reads as SQLite does after a crash: up to the first frame of an earlier round or with a wrong checksum.
  func content() throws(JournalError) -> Content {
    var content = Content()
    var pending: [Int] = []
    var sum = header.checksum
    var frame = 0
    reading: while true {
      let chunk = try frames(from: frame, count: 64)
      for start in stride(from: 0, to: chunk.count, by: frameSize) {
        let bytes = chunk[start..<(start + frameSize)]
        let page = Int(LogHeader.word(bytes, 0))
        guard page > 0, isCurrent(bytes) else { break reading }
        bytes.withUnsafeBytes { raw in
          sum.add(UnsafeRawBufferPointer(rebasing: raw[..<8]), isBigEndian: header.isBigEndian)
          sum.add(
            UnsafeRawBufferPointer(rebasing: raw[Self.frameHeaderSize...]), isBigEndian: header.isBigEndian)
        }
        guard sum == LogChecksum(LogHeader.word(bytes, 16), LogHeader.word(bytes, 20)) else { break reading }
        frame += 1
        pending.append(page)
        let size = Int(LogHeader.word(bytes, 4))
        guard size > 0 else { continue }
        content.frames = frame
        content.databasePages = size
        content.pages.formUnion(pending)
        pending.removeAll(keepingCapacity: true)
      }
      if chunk.count < 64 * frameSize { break }
    }
    return content
  }

  /// Calls `visit` with each page of some frames that SQLite has just said to be committed.
  ///
  /// - Throws: ``JournalError/damaged(path:found:)`` where one of them is not there or of another round.
  func visit(
    _ range: Range<Int>, _ visit: (_ page: Int, _ bytes: UnsafeRawBufferPointer) -> Void
  ) throws(JournalError) {
    for first in stride(from: range.lowerBound, to: range.upperBound, by: 64) {
      let count = min(64, range.upperBound - first)
      let chunk = try frames(from: first, count: count)
      for index in 0..<count {
        let bytes = chunk.dropFirst(index * frameSize).prefix(frameSize)
        guard bytes.count == frameSize, isCurrent(bytes) else {
          throw .damaged(path: path, found: "frame \(first + index + 1) is not the one that was written")
        }
        bytes.withUnsafeBytes { raw in
          visit(Int(LogHeader.word(bytes, 0)), UnsafeRawBufferPointer(rebasing: raw[Self.frameHeaderSize...]))
        }
      }
    }
  }

  private var frameSize: Int { Self.frameHeaderSize + header.pageSize }

  private func isCurrent(_ frame: ArraySlice<UInt8>) -> Bool {
    frame.dropFirst(8).prefix(8).elementsEqual(header.salts)
  }

  /// Whole frames, as many as there are.
  private func frames(from first: Int, count: Int) throws(JournalError) -> [UInt8] {
    var bytes = try Self.read(
      descriptor, path, at: LogHeader.size + first * frameSize, count: count * frameSize)
    bytes.removeLast(bytes.count % frameSize)
    return bytes
  }

  private static func read(
    _ descriptor: Int32, _ path: String, at offset: Int, count: Int
  ) throws(JournalError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes[done...].withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress, $0.count, off_t(offset + done))
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw JournalFiles.failure("read", path, path) }
      if got == 0 { break }
      done += got
    }
    bytes.removeLast(count - done)
    return bytes
  }
}
