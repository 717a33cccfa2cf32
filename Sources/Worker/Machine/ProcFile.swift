internal import Glibc
internal import Platform

/// Small files of the kernel, whose sizes are not known before they are read.
enum ProcFile {
  /// The first `limit` bytes as text; nil where it cannot be read.
  static func read(_ path: String, limit: Int) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(limit, 65_536))
    while content.count < limit, case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) {
      content.append(contentsOf: buffer[..<min(count, limit - content.count)])
    }
    return String(decoding: content, as: UTF8.self)
  }
}
