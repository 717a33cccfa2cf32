internal import Glibc
internal import Platform
internal import Synchronization

/// Turns signals into bytes on a pipe, so that the event loop meets them as just another event.
///
/// There is one per process, because signal handlers are: the last one installed gets the signals.
final class SignalPipe {
  private static let target = Atomic<Int32>(-1)

  /// Readable once a signal came.
  let descriptor: Int32
  private let writeEnd: Int32

  init(_ signals: [Int32]) throws(WorkerError) {
    (descriptor, writeEnd) = try WorkerError.wrapping { () throws(SystemError) in
      let ends = try Descriptor.makePipe()
      try Descriptor.setNonBlocking(ends.read)
      try Descriptor.setNonBlocking(ends.write)
      return ends
    }
    SignalPipe.target.store(writeEnd, ordering: .releasing)
    for number in signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        // A handler may only make calls that are safe at any instant, and must leave errno alone.
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(SignalPipe.target.load(ordering: .acquiring), &byte, 1)
        errno = saved
      }
      action.sa_flags = Int32(SA_RESTART)
      guard sigaction(number, &action, nil) == 0 else {
        throw WorkerError.failure("handle \(SignalName.text(number))")
      }
    }
  }

  /// The handlers of a worker; nil where the configuration does without.
  ///
  /// Which signal a scheduler sends before it takes a machine away differs between versions, so all of them
  /// mean the same. A hang-up that `nohup` silenced stays silent.
  static func forWorker(_ configuration: WorkerConfiguration) throws(WorkerError) -> SignalPipe? {
    guard configuration.handlesSignals else { return nil }
    signal(SIGPIPE, SIG_IGN)
    var signals = [SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGCHLD]
    var hangUp = sigaction()
    if sigaction(SIGHUP, nil, &hangUp) == 0, hangUp.__sigaction_handler.sa_handler == nil {
      signals.append(SIGHUP)
    }
    return try SignalPipe(signals)
  }

  deinit {
    _ = SignalPipe.target.compareExchange(expected: writeEnd, desired: -1, ordering: .acquiringAndReleasing)
    close(descriptor)
    close(writeEnd)
  }

  /// The signals that came, in order.
  func take() -> [Int32] {
    var buffer = [UInt8](repeating: 0, count: 256)
    guard case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) else { return [] }
    return buffer[..<count].map(Int32.init)
  }
}
