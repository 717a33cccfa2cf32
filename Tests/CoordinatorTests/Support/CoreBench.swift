import Experiments
import Foundation
import Journal
import Messages
import Results
import Scheduling
import Spec
import SweepModel
import SwiftProtobuf

@testable import Coordinator

/// A coordinator's decisions with neither sockets nor disk: sweeps, workers and reports as values.
struct CoreBench {
  var core = CoordinatorCore(catalog: .builtIn, scheduler: Scheduler(now: 0))
  private(set) var now = 10.0
  /// Unix seconds at `now` 0.
  static let epoch = 1000.0

  /// A spec of probes with `count` points.
  static func spec(_ name: String, count: Int, refined: Bool = false) -> String {
    let rule = "refine: {metric: value, level: 0.5, along: index, tolerance: 0.5}"
    return """
      name: \(name)
      experiment: probe
      axes: {index: {from: 1, to: \(count), step: 1}}
      \(refined ? rule : "")
      """
  }

  /// Adds a sweep as a submission does; points that another one has are the same tasks.
  @discardableResult
  mutating func submit(_ spec: String) throws -> SweepNumber {
    let sweep = try SpecParser.parse([UInt8](spec.utf8), file: "spec", catalog: .builtIn)
    let number = SweepNumber(core.sweeps.count + 1)
    let header = SweepHeader(
      id: sweep.id, name: sweep.name, experiment: sweep.experiment, version: sweep.version,
      resolved: sweep.resolvedJSON, source: spec, submittedAt: 0, planned: sweep.taskCount)
    var planned: [Scheduler.PlannedTask] = []
    sweep.forEachTask { task in
      let known = core.index[task.id] ?? TaskNumber(core.index.count + 1)
      core.index.add(task.id, known)
      planned.append(.init(task: known, status: .pending))
    }
    core.add(
      header, number: number, state: .active, sweep: sweep, planned: planned, levels: SubmissionLevels())
    return number
  }

  /// A worker says hello.
  mutating func join(_ name: UInt8, key: String = "key", host: String = "node", slots: UInt32 = 1) throws
    -> ConnectedWorker
  {
    let hello = WireHello.with {
      $0.worker = Data(repeating: name, count: 16)
      $0.epoch = 1
      $0.slots = slots
      $0.machine.host = host
      $0.experiments = ["probe/1"]
    }
    guard let offer = WorkerOffer(hello, now: now) else { throw SelectionError("no worker") }
    _ = core.scheduler.workerJoined(
      offer.session, slots: offer.slots, experiments: offer.experiments, now: now)
    return core.registry.join(offer, key: key, keyName: key, route: [name], wall: wall).worker
  }

  /// Hands out what can be handed out.
  ///
  /// - Returns: the attempts of a worker.
  mutating func dispatch(to worker: ConnectedWorker) -> [Lease] {
    core.scheduler.dispatch(now: now)
    return core.scheduler.takeActions().flatMap { action in
      if case .assign(worker.session, _, let leases) = action { leases } else { [Lease]() }
    }
  }

  mutating func pass(_ seconds: Double) { now += seconds }

  mutating func report(
    _ worker: ConnectedWorker, takesCheckpoints: Bool = true, _ fill: (inout WireReport) -> Void
  ) -> ReportVerdict {
    var report = WireReport()
    report.sequence = 1
    fill(&report)
    return core.take(report, from: worker, takesCheckpoints: takesCheckpoints, now: now, wall: wall)
  }

  func finished(_ lease: Lease, value: Double? = 0.5) -> WireFinished {
    assignment(of: lease).finished(value: value ?? .nan)
  }

  func ended(_ lease: Lease, _ outcome: WireOutcome, seconds: Double = 3) -> WireEnded {
    .with {
      $0.task = assignment(of: lease).task
      $0.attempt = UInt32(lease.attempt)
      $0.outcome = outcome
      $0.started = true
      $0.seconds = seconds
      $0.reason = "as the test wants it"
    }
  }

  func assignment(of lease: Lease) -> WireAssignment {
    .with {
      $0.task = core.index[lease.task].map { Data($0.digest.bytes) } ?? Data()
      $0.attempt = UInt32(lease.attempt)
    }
  }

  /// What was written since the last call.
  mutating func written() -> JournalThread.Batch { core.takeBatch() }

  private var wall: Double { Self.epoch + now }
}
