internal import Glibc
internal import Platform

/// Bytes that are read from front to back: of a file, or of a list.
final class ByteSource {
  /// How many bytes there are in all.
  let size: Int
  /// What errors call it.
  let name: String
  private let descriptor: Int32?
  private var bytes: ArraySlice<UInt8>

  /// - Throws: ``RepresentationError`` where the file cannot be opened or is no ordinary one.
  init(path: String) throws(RepresentationError) {
    // A pipe without a writer would keep a plain open waiting.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw RepresentationError("\(SystemError("open", path))") }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw RepresentationError("\(path) is no ordinary file; matrices are read from .npy and .csv files")
    }
    (self.descriptor, name, size, bytes) = (descriptor, path, Int(status.st_size), [])
  }

  /// Bytes in memory.
  init(_ bytes: [UInt8], name: String) {
    (descriptor, self.name, size, self.bytes) = (nil, name, bytes.count, bytes[...])
  }

  deinit { if let descriptor { close(descriptor) } }

  /// The next bytes; fewer than `count` at the end alone.
  ///
  /// - Throws: ``RepresentationError`` where the file cannot be read.
  func next(_ count: Int) throws(RepresentationError) -> [UInt8] {
    guard let descriptor else {
      defer { bytes = bytes.dropFirst(count) }
      return Array(bytes.prefix(count))
    }
    var result = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = result.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress.map { $0 + filled }, count - filled)
      }
      if read < 0, errno == EINTR { continue }
      guard read >= 0 else { throw RepresentationError("\(SystemError("read", name))") }
      if read == 0 { break }
      filled += read
    }
    result.removeLast(count - filled)
    return result
  }
}
