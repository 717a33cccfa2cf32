import Foundation

/// A named pipe into which fake programs write lines, so that a test waits for what they say.
final class NamedPipe {
  let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []

  struct Silence: Error {}

  init(_ path: String) throws {
    self.path = path
    // Open for both directions: no writer blocks, and the end of one writer is not the end of the pipe.
    guard mkfifo(path, 0o600) == 0 else { throw Silence() }
    descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Silence() }
  }

  deinit { close(descriptor) }

  /// The next line; waits for it, though not for ever.
  func line() throws -> String {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let text = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return text
      }
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&polled, 1, 30_000) > 0 else { throw Silence() }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 { pending.append(contentsOf: buffer.prefix(count)) }
    }
  }
}
