import Foundation
import Messages
import SwiftProtobuf
import TestSupport
import ZeroMQ

@testable import Transport

/// A worker that says what the test says, well formed or not.
final class ScriptedWorker {
  let id: [UInt8]
  private(set) var epoch: UInt64 = 0
  private let context: Context
  private let access: AccessFile
  private var socket: Socket
  private var sequence: UInt64 = 0
  private var passedOver: [WireFromCoordinator.OneOf_Message] = []

  init(access: AccessFile, context: Context) throws {
    id = (0..<16).map { _ in .random(in: 0...255) }
    self.access = access
    self.context = context
    socket = try ScriptedWorker.connect(access, context)
  }

  var handle: SocketHandle { socket.handle }

  private static func connect(_ access: AccessFile, _ context: Context) throws -> Socket {
    var options = SocketOptions()
    options.linger = .zero
    options.sendTimeout = .seconds(60)
    options.receiveTimeout = .seconds(60)
    options.maximumMessageSize = 128 << 20
    if let serverKey = access.serverKey, let publicKey = access.publicKey, let secret = access.secretKey {
      options.security = .client(
        keys: try CurveKeyPair(publicKey: publicKey, secretKey: secret), serverKey: serverKey)
    }
    let socket = try Socket(.dealer, in: context, options: options)
    try socket.connect(access.endpoint)
    return socket
  }

  /// A fresh connection, as after a broken one.
  func reconnect() throws {
    socket = try ScriptedWorker.connect(access, context)
    passedOver = []
  }

  /// Sends frames as they are, once there is a connection.
  func send(frames: [[UInt8]]) throws {
    guard try socket.sendMultipart(frames, dontWait: false) == .sent else {
      throw GaveUp(description: "the message could not be sent")
    }
  }

  /// Sends frames where there is a connection; false where there is none.
  func trySend(frames: [[UInt8]]) throws -> Bool { try socket.sendMultipart(frames) == .sent }

  func send(_ message: WireToCoordinator.OneOf_Message) throws {
    try send(frames: WireCodec.frames(WireToCoordinator.with { $0.message = message }))
  }

  /// Says hello with the next epoch, or with a given one.
  func hello(epoch given: UInt64? = nil, slots: UInt32 = 1, held: [WireHeld] = []) throws {
    epoch = given ?? epoch + 1
    try send(.hello(hello(epoch, slots, held)))
  }

  /// Speaks in the epoch of a hello that the test put together.
  func adopt(epoch given: UInt64) { epoch = given }

  /// The frames of the next hello, for a socket that may not be connected yet.
  func helloFrames() throws -> [[UInt8]] {
    epoch += 1
    return try WireCodec.frames(WireToCoordinator.with { $0.hello = hello(epoch, 1, []) })
  }

  func hello(_ epoch: UInt64, _ slots: UInt32, _ held: [WireHeld]) -> WireHello {
    .with {
      $0.worker = Data(id)
      $0.epoch = epoch
      $0.version = "test"
      $0.machine.host = "scripted"
      $0.slots = slots
      $0.held = held
      $0.experiments = ["probe/1"]
    }
  }

  /// The next message that is not a heartbeat; nil where none comes in the time given.
  func next(within seconds: Double = Patience.seconds) throws -> WireFromCoordinator.OneOf_Message? {
    let deadline = Deadline(within: seconds)
    while true {
      guard !deadline.isOver else { return nil }
      _ = try Poller().poll([.socket(socket.handle)], timeoutMilliseconds: deadline.milliseconds)
      guard let message = try socket.receiveMultipart(maximumFrames: 2) else { continue }
      let decoded = try WireCodec.message(WireFromCoordinator.self, from: message.frames).message
      if case .heartbeat? = decoded { continue }
      return decoded
    }
  }

  /// The frames of the next message of whatever version.
  func nextFrames() throws -> [[UInt8]] {
    guard let message = try socket.receiveMultipart(maximumFrames: 2, dontWait: false) else {
      throw GaveUp(description: "no message")
    }
    return message.frames
  }

  /// Waits for the coordinator's next heartbeat; what comes before it is kept for those who ask for it.
  func awaitHeartbeat() throws {
    let deadline = Deadline()
    while true {
      guard !deadline.isOver else { throw GaveUp(description: "no heartbeat") }
      _ = try Poller().poll([.socket(socket.handle)], timeoutMilliseconds: deadline.milliseconds)
      guard let frames = try socket.receiveMultipart(maximumFrames: 2)?.frames else { continue }
      guard let message = try WireCodec.message(WireFromCoordinator.self, from: frames).message else {
        continue
      }
      if case .heartbeat = message { return }
      passedOver.append(message)
    }
  }

  func welcome() throws -> WireWelcome {
    try take("welcome") { if case .welcome(let welcome) = $0 { welcome } else { nil } }
  }

  func assignments() throws -> [WireAssignment] {
    try take("tasks") { if case .assign(let assign) = $0 { assign.assignments } else { nil } }
  }

  func checkpointPart() throws -> WireCheckpointPart {
    try take("piece of a checkpoint") { if case .checkpointPart(let part) = $0 { part } else { nil } }
  }

  func refusal() throws -> WireRefusal {
    try take("refusal") { if case .refusal(let refusal) = $0 { refusal } else { nil } }
  }

  /// Waits until a report is acknowledged.
  func awaitAcknowledgement(of sequence: UInt64) throws {
    _ = try take("acknowledgement of report \(sequence)") { message -> WireAcknowledge? in
      guard case .acknowledge(let acknowledge) = message else { return nil }
      return acknowledge.sequences.contains(sequence) ? acknowledge : nil
    }
  }

  /// The first message of a kind. Others that come before it are kept: tasks may come before the
  /// acknowledgement of what made room for them.
  private func take<T>(_ what: String, _ read: (WireFromCoordinator.OneOf_Message) -> T?) throws -> T {
    for (number, message) in passedOver.enumerated() {
      guard let value = read(message) else { continue }
      passedOver.remove(at: number)
      return value
    }
    while let message = try next() {
      if let value = read(message) { return value }
      passedOver.append(message)
    }
    throw GaveUp(description: "no \(what)")
  }

  /// Sends a report; gives its sequence.
  @discardableResult
  func report(sequence given: UInt64? = nil, _ fill: (inout WireReport) -> Void) throws -> UInt64 {
    sequence += 1
    let number = given ?? sequence
    try send(
      .report(
        .with {
          $0.epoch = epoch
          $0.sequence = number
          fill(&$0)
        }))
    return number
  }
}
