internal import Foundation
internal import Platform

/// Connections to a coordinator from whoever holds no key: most say nothing, some begin a greeting a byte at a time,
/// some send garbage, and these come back a second after they were thrown out.
final class Strangers: @unchecked Sendable {
  /// Of the connections, those that say something.
  private static let talkative = 0.04
  /// Seconds between two words of one that does.
  private static let pause = 1.0
  /// What a ZMTP peer begins with (RFC 37), of which a slow one sends a byte at a time.
  private static let greeting: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1]

  /// One that talks.
  private struct Talker {
    var descriptor: Int32
    /// Bytes of the greeting that it has sent; nil where it sends garbage.
    var sent: Int?
  }

  private let port: UInt16
  // Touched only by the thread after the start, and by `stop` after the thread's end.
  private var silent: [Int32] = []
  private var talkers: [Talker] = []
  // Touched only while `condition` is locked.
  private let condition = MonotonicCondition()
  private var isStopped = false
  private var hasEnded = false

  /// Connects so many, and returns once all of them are connected.
  ///
  /// - Throws: ``BenchError`` where this process may not have as many descriptors.
  init(_ count: Int, to port: UInt16) throws {
    self.port = port
    try Strangers.allowDescriptors(count + 256)
    let talking = Int(Double(count) * Strangers.talkative)
    for _ in 0..<(count - talking) { silent.append(try Strangers.connect(to: port)) }
    for number in 0..<talking {
      talkers.append(
        Talker(descriptor: try Strangers.connect(to: port), sent: number.isMultiple(of: 2) ? 0 : nil))
    }
    Thread { [self] in
      talk()
      condition.withLock {
        hasEnded = true
        condition.broadcast()
      }
    }.start()
  }

  /// Closes all connections.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
      while !hasEnded { condition.wait() }
    }
    for descriptor in silent + talkers.map(\.descriptor) where descriptor >= 0 { close(descriptor) }
    silent = []
    talkers = []
  }

  private func talk() {
    while true {
      let end = MonotonicClock.seconds + Strangers.pause
      let isOver = condition.withLock {
        while !isStopped, MonotonicClock.seconds < end {
          condition.wait(seconds: end - MonotonicClock.seconds)
        }
        return isStopped
      }
      if isOver { return }
      for index in talkers.indices { speak(&talkers[index]) }
    }
  }

  /// Says one thing, or connects again where the coordinator has hung up.
  private func speak(_ talker: inout Talker) {
    var words = [UInt8](repeating: 0x2a, count: 64)
    if let sent = talker.sent { words = [Strangers.greeting[sent % Strangers.greeting.count]] }
    talker.sent = talker.sent.map { $0 + 1 }
    let count = send(talker.descriptor, words, words.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    guard count < 0, errno != EAGAIN else { return }
    if talker.descriptor >= 0 { close(talker.descriptor) }
    // A coordinator that has no room for another one is asked again next time.
    talker.descriptor = (try? Strangers.connect(to: port)) ?? -1
    talker.sent = talker.sent.map { _ in 0 }
  }

  private static func connect(to port: UInt16) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw BenchError("cannot make a socket", errno: errno) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = inet_addr("127.0.0.1")
    name.sin_port = port.bigEndian
    let code = withUnsafePointer(to: &name) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      let reason = errno
      close(descriptor)
      throw BenchError("cannot connect to the coordinator", errno: reason)
    }
    return descriptor
  }

  private static func allowDescriptors(_ count: Int) throws {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw BenchError("cannot read the limit of descriptors", errno: errno)
    }
    guard limit.rlim_cur < count else { return }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    guard limit.rlim_cur >= count, setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw BenchError(
        "\(count) strangers need as many descriptors, and this process may have \(limit.rlim_max): raise the hard limit "
          + "with `ulimit -Hn`, or leave strangers out with --only")
    }
  }
}
