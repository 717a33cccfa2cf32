import TestSupport

@testable import ZeroMQ

/// A guard against a hang, in milliseconds.
let patience = Int(Patience.seconds * 1000)

extension Socket {
  /// The next message, waited for.
  borrowing func awaitMessage(maximumFrames: Int = 8) throws -> Multipart {
    _ = try Poller().poll([.socket(handle)], timeoutMilliseconds: patience)
    guard let message = try receiveMultipart(maximumFrames: maximumFrames) else {
      throw GaveUp(description: "no message came")
    }
    return message
  }

  /// Binds to a free loopback port and gives its address.
  borrowing func bindToLoopback() throws -> String {
    try bind("tcp://127.0.0.1:*")
    return try lastEndpoint
  }

  /// Sends when there is a connection to send on.
  borrowing func sendWaiting(_ frames: [String]) throws -> SendOutcome {
    try sendMultipart(frames.map { Array($0.utf8) }, dontWait: false)
  }
}

extension SocketMonitor {
  /// The first event that satisfies `condition`, waited for.
  @discardableResult
  borrowing func await(_ condition: (SocketEvent) -> Bool) throws -> SocketEvent {
    while true {
      let ready = try Poller().poll([.socket(handle)], timeoutMilliseconds: patience)
      if ready.isEmpty, !ready.wasInterrupted { throw GaveUp(description: "no such socket event came") }
      while let (event, _) = try next() {
        if condition(event) { return event }
      }
    }
  }
}

/// Collects what another thread reports, and can be waited for.
final class Recorder<Value: Sendable>: Sendable {
  private let values = Watched<[Value]>([])

  var all: [Value] { values.value }

  func record(_ value: Value) { values.change { $0.append(value) } }

  func awaitFirst() throws -> Value {
    guard values.wait(until: { !$0.isEmpty }), let first = all.first else {
      throw GaveUp(description: "nothing was reported")
    }
    return first
  }
}

/// Options of sockets that wait no longer than a test's patience.
func patientOptions(_ security: Security = .plaintext) -> SocketOptions {
  var options = SocketOptions()
  options.security = security
  options.linger = .zero
  options.sendTimeout = .milliseconds(patience)
  options.receiveTimeout = .milliseconds(patience)
  return options
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
