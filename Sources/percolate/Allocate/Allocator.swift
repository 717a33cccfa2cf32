internal import Allocation
internal import Foundation
internal import Logging
internal import Messages
internal import Platform
internal import SweepModel
internal import SwiftProtobuf

/// Stands between a coordinator, which decides, and a batch system: asks the one what to do, has the other do it, and
/// tells the one what came of it. It knows nothing that the next one could not find out.
struct Allocator {
  let name: String
  let system: any BatchSystem
  let source: DocumentSource
  let settings: WireOpenAllocation
  let watch: SignalWatch
  /// Signalled when the coordinator's state changes, and by signals.
  let wake: DispatchSemaphore
  let logger: Logger

  private let id = (0..<16).map { _ in UInt8.random(in: 0...255) }
  /// Jobs that were submitted here, or tried to be. None is submitted twice, however often it is ordered.
  private var attempted: Set<String> = []
  private var report = WireAllocationReport()
  private var saidSummary = ""
  private var saidTrouble = ""

  init(
    _ name: String, on system: any BatchSystem, source: DocumentSource, settings: WireOpenAllocation,
    watch: SignalWatch, wake: DispatchSemaphore, logger: Logger
  ) {
    self.name = name
    self.system = system
    self.source = source
    self.settings = settings
    self.watch = watch
    self.wake = wake
    self.logger = logger
  }

  /// Serves the queue until it is removed or a signal comes.
  ///
  /// - Throws: ``Problem`` where the coordinator refuses, ``Exit`` on a signal.
  mutating func run() throws {
    guard var orders = try ask(.open(settings), within: 10) else { throw interrupted() }
    var listAt = MonotonicClock.seconds + orders.listAfter
    while !orders.isOver {
      say(orders)
      var isNews = carryOut(orders)
      if watch.received == 0, MonotonicClock.seconds >= listAt {
        list(orders.prefix)
        isNews = true
      }
      if !isNews {
        // A signal, a change of the coordinator's state, or the time of the next list.
        _ = wake.wait(timeout: .now() + max(0.01, min(listAt - MonotonicClock.seconds, 5)))
      }
      // What was submitted is told even when a signal has come.
      report.leaving = watch.received > 0
      guard let next = try ask(.report(report), within: watch.received > 0 ? 5 : 31_536_000) else {
        throw interrupted()
      }
      let isTold = report.leaving
      report = WireAllocationReport()
      orders = next
      listAt = MonotonicClock.seconds + orders.listAfter
      // One that came meanwhile is told with the next report.
      if isTold { throw interrupted() }
    }
    logger.notice("the queue \(name) is removed")
  }

  /// - Returns: whether there is something to tell.
  private mutating func carryOut(_ orders: AllocationOrdersDocument) -> Bool {
    if !orders.cancel.isEmpty {
      logger.info("cancelling \(Plural.of(orders.cancel.count, "job")) that nothing needs")
      if let problem = system.cancelWaiting(orders.cancel) { logger.warning("\(problem)") }
    }
    let start = MonotonicClock.seconds
    for key in orders.submit where watch.received == 0 && attempted.insert(key).inserted {
      let outcome = system.submit(key, excluding: orders.excluding)
      report.submitted.append(SubmittedText.wire(key, outcome))
      switch outcome {
      case .submitted(let job): logger.info("submitted \(key) as job \(job)")
      case .refused(let why, _): logger.warning("\(key) was not submitted: \(why)")
      case .unknown(let why):
        logger.warning("whether \(key) was submitted is not known, lists will tell: \(why)")
      }
      // Who is silent for long counts as gone. What is left is ordered again.
      if MonotonicClock.seconds - start > 5 { break }
    }
    return !report.submitted.isEmpty
  }

  private mutating func list(_ prefix: String) {
    switch system.jobs(named: prefix) {
    case .success(let jobs):
      report.jobs = .with { $0.jobs = jobs.prefix(4000).map(SubmittedText.wire) }
      if !saidTrouble.isEmpty { logger.notice("the batch system answers again") }
      saidTrouble = ""
    case .failure(let problem):
      report.trouble = problem.description
      if saidTrouble != problem.description { logger.warning("\(problem); nothing is submitted meanwhile") }
      saidTrouble = problem.description
    }
  }

  private mutating func say(_ orders: AllocationOrdersDocument) {
    // Seconds of a back-off count down.
    let summary = orders.summary.replacing(/[0-9]+ s more/, with: "a while")
    if summary != saidSummary { logger.info("\(CommandHint.completed(summary))") }
    saidSummary = summary
  }

  private func ask(
    _ action: WireAllocateCommand.OneOf_Action, within seconds: Double
  ) throws -> AllocationOrdersDocument? {
    var command = WireAllocateCommand()
    command.queue = name
    command.allocator = Data(id)
    command.action = action
    let start = MonotonicClock.seconds
    // A coordinator that is restarted is waited for.
    return try source.command(.allocate(command), timeout: seconds) {
      watch.received > 1 || watch.received > 0 && MonotonicClock.seconds - start > 5
    }
  }

  private func interrupted() -> Exit {
    Output.note(
      "percolate: nothing is submitted any more for the queue \(name), and its jobs go on; the same command serves it again, "
        + CommandHint.completed("and `percolate allocate remove \(name)` gives it up"))
    return Exit(code: ExitStatus.interrupted)
  }
}

/// What an allocator tells, as it travels.
enum SubmittedText {
  static func wire(_ key: String, _ outcome: SubmitOutcome) -> WireSubmittedAllocation {
    .with {
      $0.key = key
      switch outcome {
      case .submitted(let job): $0.job = job
      case .refused(let why, let isHopeless):
        $0.refused = why
        $0.hopeless = isHopeless
      case .unknown(let why): $0.unknown = why
      }
    }
  }

  static func wire(_ job: BatchJob) -> WireBatchJob {
    .with {
      $0.key = job.key
      $0.job = job.job
      $0.phase =
        switch job.phase {
        case .waiting: .waiting
        case .running: .running
        case .ending: .ending
        case .ended: .ended
        }
      $0.reason = job.reason
      $0.node = job.node
      $0.hopeless = job.isHopeless
    }
  }
}
