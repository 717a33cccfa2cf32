import Foundation
import Logging
import Messages
import SweepModel
import TestSupport
import ZeroMQ

@testable import Transport
@testable import Worker

/// A coordinator that says what the test says, on a real socket, to a real worker in its own thread.
final class ScriptedCoordinator {
  let context: Context
  private var router: Socket
  private let endpoint: String
  private var peer: [UInt8] = []
  /// Messages that are not heartbeats and not yet looked at.
  private var waiting: [WireToCoordinator] = []
  private let folder: TemporaryDirectory
  var directory: String { folder.path }
  /// How the worker's thread ended, for the test's thread to wait for.
  private let exit = Watched<Int32?>(nil)
  var lease = 60.0

  init() throws {
    context = try Context()
    router = try Socket(.router, in: context)
    try router.bind("tcp://127.0.0.1:*")
    endpoint = try router.lastEndpoint
    folder = try TemporaryDirectory()
  }

  /// Starts a worker; the process does not share its signals.
  func startWorker(slots: Int = 1, change: (inout WorkerConfiguration) -> Void = { _ in }) {
    let access = AccessFile(
      role: .worker, endpoint: endpoint, serverKey: nil, publicKey: nil, secretKey: nil)
    var configuration = WorkerConfiguration(
      access: access, slots: slots, logger: Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() })
    configuration.slotCommand = SlotHarness.command
    configuration.directory = directory
    configuration.handlesSignals = false
    configuration.grace = 10
    change(&configuration)
    let supervisor = WorkerSupervisor(configuration, catalog: ExperimentCatalog([]))
    Thread.detachNewThread { [exit] in
      let code = (try? supervisor.run()) ?? -1
      exit.change { $0 = code }
    }
  }

  /// Waits until the worker's thread has ended; nil where that takes too long.
  func workersExit() -> Int32? {
    _ = exit.wait { $0 != nil }
    return exit.value
  }

  func send(_ message: WireFromCoordinator.OneOf_Message) throws {
    var whole = WireFromCoordinator()
    whole.message = message
    _ = try router.sendMultipart([peer] + WireCodec.frames(whole), dontWait: false)
  }

  func assign(_ tasks: [WireAssignment]) throws {
    var assign = WireAssign()
    assign.assignments = tasks
    try send(.assign(assign))
  }

  /// The next message, however long it takes.
  func next() throws -> WireToCoordinator.OneOf_Message? {
    while true {
      guard let message = try router.receiveMultipart(maximumFrames: 3, dontWait: false),
        message.frames.count == 3
      else { continue }
      peer = message.frames[0]
      return try WireCodec.message(WireToCoordinator.self, from: Array(message.frames[1...])).message
    }
  }

  func nextHello() throws -> WireHello {
    while true { if case .hello(let hello)? = try next() { return hello } }
  }

  func nextReport(acknowledging: Bool = true) throws -> WireReport {
    while true {
      guard case .report(let report)? = try next() else { continue }
      if acknowledging { try acknowledge(report) }
      return report
    }
  }

  func acknowledge(_ report: WireReport) throws {
    var acknowledge = WireAcknowledge()
    acknowledge.sequences = [report.sequence]
    try send(.acknowledge(acknowledge))
  }

  func welcome() throws {
    var welcome = WireWelcome()
    welcome.heartbeatSeconds = 0.05
    welcome.leaseSeconds = lease
    try send(.welcome(welcome))
  }

  /// Asks the worker to leave and acknowledges all until it says goodbye.
  func drain() throws -> Int32? {
    try send(.drain(WireDrain()))
    while true {
      switch try next() {
      case .report(let report): try acknowledge(report)
      case .goodbye: return workersExit()
      default: continue
      }
    }
  }
}
