import Foundation
import Messages

@testable import Transport
@testable import Worker

/// A supervisor's core with a clock that a test moves, and a record of all it asked for.
struct CoreDriver {
  var now = 100.0
  var core: SupervisorCore
  /// Since the last ``take()``.
  var actions: [WorkerAction] = []

  init(
    slots: Int = 1, spooled: [KeptResult] = [],
    change: (inout SupervisorCore.Configuration) -> Void = { _ in }
  ) {
    var configuration = SupervisorCore.Configuration()
    configuration.slots = slots
    configuration.endpoint = "tcp://head:7733"
    configuration.hello.worker = Data(repeating: 7, count: 16)
    configuration.jitter = { 0.5 }
    change(&configuration)
    core = SupervisorCore(configuration, spooled: spooled, now: now)
  }

  /// Started, welcomed, all slots ready, nothing recorded.
  static func ready(
    slots: Int = 1, change: (inout SupervisorCore.Configuration) -> Void = { _ in }
  ) -> CoreDriver {
    var driver = CoreDriver(slots: slots, change: change)
    driver.handle(.started)
    for slot in 0..<slots { driver.becomeReady(slot) }
    driver.welcome()
    driver.actions = []
    return driver
  }

  mutating func handle(_ event: WorkerEvent) { actions += core.handle(event, now: now) }

  mutating func becomeReady(_ slot: Int) {
    handle(.slotMessages(slot, [WireFromSlot(.ready(WireSlotReady()))]))
  }

  mutating func receive(_ message: WireFromCoordinator.OneOf_Message) {
    var whole = WireFromCoordinator()
    whole.message = message
    handle(.received(whole))
  }

  mutating func welcome(unwanted: [WireHeld] = []) {
    var welcome = WireWelcome()
    welcome.heartbeatSeconds = 1
    welcome.leaseSeconds = 5
    welcome.unwanted = unwanted
    receive(.welcome(welcome))
  }

  mutating func assign(_ tasks: [WireAssignment]) {
    var assign = WireAssign()
    assign.assignments = tasks
    receive(.assign(assign))
  }

  mutating func revoke(_ tasks: [WireAssignment]) {
    var revoke = WireRevoke()
    revoke.leases = tasks.map(TaskSamples.held)
    receive(.revoke(revoke))
  }

  mutating func acknowledge(_ sequences: [UInt64]) {
    var acknowledge = WireAcknowledge()
    acknowledge.sequences = sequences
    receive(.acknowledge(acknowledge))
  }

  mutating func slot(_ slot: Int, _ messages: WireFromSlot...) { handle(.slotMessages(slot, messages)) }

  /// Lets time pass in steps of 0.2 s with a tick each, and the coordinator alive if so said.
  mutating func pass(_ seconds: Double, hearing: Bool = true) {
    let end = now + seconds
    while now < end {
      now = min(now + 0.2, end)
      if hearing { receive(.heartbeat(WireCoordinatorHeartbeat())) }
      handle(.tick)
    }
  }

  mutating func take() -> [WorkerAction] {
    defer { actions = [] }
    return actions
  }
}

extension [WorkerAction] {
  var reports: [WireReport] {
    compactMap {
      if case .send(let message) = $0, case .report(let report) = message.message { report } else { nil }
    }
  }

  var hellos: [WireHello] {
    compactMap {
      if case .send(let message) = $0, case .hello(let hello) = message.message { hello } else { nil }
    }
  }

  var heartbeats: [WireWorkerHeartbeat] {
    compactMap {
      if case .send(let message) = $0, case .heartbeat(let beat) = message.message { beat } else { nil }
    }
  }

  var hasGoodbye: Bool {
    contains { if case .send(let message) = $0, case .goodbye = message.message { true } else { false } }
  }

  var ended: [WireEnded] { reports.flatMap(\.ended) }
  var finished: [WireFinished] { reports.flatMap(\.finished) }
  var spawned: [Int] { compactMap { if case .spawn(let slot) = $0 { slot } else { nil } } }
  var killed: [Int] { compactMap { if case .kill(let slot) = $0 { slot } else { nil } } }
  var spooled: [KeptResult] { compactMap { if case .spool(let kept) = $0 { kept } else { nil } } }
  var unspooled: Int { count { if case .unspool = $0 { true } else { false } } }
  var dials: Int { count { if case .dial = $0 { true } else { false } } }
  var exit: Int32? {
    for case .exit(let code, _) in self { return code }
    return nil
  }

  /// Calls of several tasks sent to a slot, in order.
  func calls(of slot: Int) -> [[WireAssignment]] {
    flatMap { action -> [[WireAssignment]] in
      guard case .feed(slot, let messages) = action else { return [] }
      return messages.compactMap {
        if case .together(let call) = $0.message { call.assignments } else { nil }
      }
    }
  }

  /// Tasks sent to a slot to run alone, in order.
  func runs(of slot: Int) -> [WireAssignment] {
    flatMap { action -> [WireAssignment] in
      guard case .feed(slot, let messages) = action else { return [] }
      return messages.compactMap { if case .run(let task) = $0.message { task } else { nil } }
    }
  }

  func interrupts(of slot: Int) -> Int {
    reduce(0) { sum, action in
      guard case .feed(slot, let messages) = action else { return sum }
      return sum + messages.count { if case .interrupt = $0.message { true } else { false } }
    }
  }

  func recalls(of slot: Int) -> Int {
    reduce(0) { sum, action in
      guard case .feed(slot, let messages) = action else { return sum }
      return sum + messages.count { if case .recall = $0.message { true } else { false } }
    }
  }
}
