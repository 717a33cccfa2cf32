internal import Dispatch
internal import Glibc
internal import Synchronization

extension PageSums {
  /// Hashes every page of a journal as it lies there.
  ///
  /// Only while nothing in this process has the journal open: closing the file here would drop the locks that SQLite
  /// holds on it ("How To Corrupt An SQLite Database File", section 2.2).
  ///
  /// - Throws: ``JournalError`` where the file cannot be read.
  init(scanning path: String, pageSize: Int) throws(JournalError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw JournalFiles.failure("open", path, path) }
    defer { close(descriptor) }
    let pages = (fileSize(path) ?? 0) / pageSize
    // A mebibyte at a time, on every core: each hashes about 3 GB a second, so that the disk decides. That is why
    // journals of every size are checked whole.
    let perChunk = max(1, (1 << 20) / pageSize)
    let chunks = (pages + perChunk - 1) / perChunk
    let found = Mutex([UInt64](repeating: 0, count: pages))
    let problem = Mutex<JournalError?>(nil)
    DispatchQueue.concurrentPerform(iterations: chunks) { chunk in
      let first = chunk * perChunk
      let count = min(perChunk, pages - first)
      do throws(JournalError) {
        let sums = try Self.sums(descriptor, path, first: first, count: count, pageSize: pageSize)
        found.withLock { $0.replaceSubrange(first..<(first + sums.count), with: sums) }
      } catch {
        problem.withLock { $0 = $0 ?? error }
      }
    }
    if let problem = problem.withLock({ $0 }) { throw problem }
    self.init(pageSize: pageSize, sums: found.withLock { $0 })
  }

  /// Hashes every page of a journal that has no sums yet; none where there is no journal.
  init(scanning path: String) throws(JournalError) {
    guard let size = fileSize(path), size > 0 else {
      self.init(pageSize: 4096)
      return
    }
    try self.init(scanning: path, pageSize: JournalFile.pageSize(path))
  }

  /// The sums of some pages, numbered from 0 here; fewer where the file has become shorter.
  private static func sums(
    _ descriptor: Int32, _ path: String, first: Int, count: Int, pageSize: Int
  ) throws(JournalError) -> [UInt64] {
    let size = count * pageSize
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)
    defer { buffer.deallocate() }
    var done = 0
    while done < size {
      let got = pread(
        descriptor, buffer.baseAddress?.advanced(by: done), size - done, off_t(first * pageSize + done))
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw JournalFiles.failure("read", path, path) }
      if got == 0 { break }
      done += got
    }
    return (0..<done / pageSize).map { index in
      let page = UnsafeRawBufferPointer(rebasing: buffer[(index * pageSize)..<((index + 1) * pageSize)])
      return sum(page, number: first + index + 1)
    }
  }

  /// The pages of a file that are not the ones that were written, as far as they count.
  ///
  /// - Parameters:
  ///   - found: the sums of the file's pages, from ``init(scanning:pageSize:)``.
  ///   - logged: pages that the log holds anew.
  ///   - pages: how many the database has; pages behind them do not count.
  func differences(from found: PageSums, besides logged: Set<Int>, pages: Int) -> [Int] {
    var different: [Int] = []
    for page in stride(from: 1, through: pages, by: 1) {
      let expected = page <= count ? self[page] : 0
      let actual = page <= found.count ? found[page] : 0
      // The page that holds SQLite's lock bytes is never written.
      if expected == actual || (expected == 0 && page <= count) || logged.contains(page) { continue }
      different.append(page)
    }
    return different
  }
}
