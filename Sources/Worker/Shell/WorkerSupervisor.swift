internal import Foundation
internal import Glibc
internal import Logging
internal import Messages
internal import Platform
package import SweepModel
internal import Transport
internal import ZeroMQ

/// The main program of a worker: one connection, some slot processes, and the loop between them.
///
/// It never computes, so its heartbeats do not depend on what the tasks do.
package struct WorkerSupervisor {
  private let configuration: WorkerConfiguration
  private let experiments: [String]
  private let together: [String: Int]

  /// - Parameters:
  ///   - configuration: How it behaves.
  ///   - catalog: What its slot processes can run; the same catalog they are started with.
  package init(_ configuration: WorkerConfiguration, catalog: ExperimentCatalog) {
    self.configuration = configuration
    let names =
      catalog.names.compactMap { name in
        catalog[name].map { "\(name)/\($0.schema.version)" }
      } + (catalog.runsPrograms ? [TaskProgram.capability] : [])
    experiments = names + names.map { $0 + StopRule.capability }
    together = Dictionary(
      catalog.names.map { ($0, catalog[$0]?.schema.replicatesTogether ?? 1) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Runs until the worker is told to leave. It blocks its thread, which must outlive it: the slots die
  /// with the thread that started them.
  ///
  /// - Returns: The exit code: 0 after leaving as asked, 1 where no slot can start, 3 where refused or
  ///   never welcomed, ``PodEnvironment/interrupted`` where it should come back and no Slurm was asked for that,
  ///   128 + signal after a second signal.
  /// - Throws: ``WorkerError``, `ZMQError` or `PrivateFile.Failure` where it cannot even start.
  package func run() throws -> Int32 {
    guard configuration.slots > 0, configuration.slots <= 4096 else {
      throw WorkerError.configuration("--slots is \(configuration.slots); expected 1 to 4096")
    }
    let worker = WorkerID.random()
    let spool = try ResultSpool(
      directory: configuration.directory,
      coordinator: configuration.access.serverKey ?? configuration.access.endpoint,
      name: Hexadecimal.text(worker.bytes))
    let signals = try SignalPipe.forWorker(configuration)
    let now = MonotonicClock.seconds
    var settings = SupervisorCore.Configuration()
    settings.slots = configuration.slots
    settings.grace = max(configuration.grace, 0.1)
    settings.deadline = configuration.timeLimit.map { now + max($0, 0.1) }
    settings.idleLimit = configuration.idleLimit
    settings.connectTimeout = configuration.connectTimeout
    if let job = configuration.job {
      settings.hello.job = job.name
      settings.requeue = configuration.requeueLimit.map { RequeuePolicy(restarts: job.restarts, limit: $0) }
    } else {
      settings.requeue = configuration.requeueLimit.map {
        RequeuePolicy(system: .kubernetes, restarts: 0, limit: $0)
      }
    }
    settings.hello.allocation = configuration.allocation ?? ""
    settings.endpoint = configuration.access.endpoint
    settings.hello.worker = Data(worker.bytes)
    settings.hello.version = configuration.version
    settings.hello.machine = Machine.current().wire
    settings.gpus = configuration.gpus.names
    settings.hello.gpus = UInt32(clamping: configuration.gpus.names.count)
    settings.hello.experiments = experiments
    settings.together = together
    let jobEnd = firstJobEnd(now: now)
    let context = try Context()
    var loop = SupervisorLoop(
      core: SupervisorCore(settings, spooled: spool.adopt(), now: now),
      connection: try PeerConnection(configuration.access, in: context),
      configuration: configuration, spool: spool, signals: signals)
    let ending = try loop.run(jobEnd: jobEnd)
    guard ending.wantsRequeue else { return ending.code }
    guard let job = configuration.job else { return PodEnvironment.interrupted }
    requeue(job)
    return ending.code
  }

  /// When Slurm ends the job, as far as it says; nil where there is no job, or Slurm does not say. Asked before the
  /// first hello, so that no task is given that cannot end in time.
  private func firstJobEnd(now: Double) -> SlurmWatch.Answer? {
    guard let job = configuration.job else { return nil }
    if let end = job.endTime { return .init(deadline: now + end - WallClock.unixSeconds) }
    switch configuration.slurm.timeLeft(of: job) {
    case .success(let found): return SlurmWatch.answer(found, at: now)
    case .failure(let failure):
      configuration.logger.warning(
        "it is not known when job \(job.name) ends (\(failure)); name its limit with --time-limit")
      return nil
    }
  }

  private func requeue(_ job: SlurmJob) {
    switch configuration.slurm.requeue(job) {
    case .success(let said): configuration.logger.notice("\(said)")
    case .failure(let failure):
      configuration.logger.error(
        "job \(job.name) could not be queued again: \(failure); submit it again by hand, or see docs/clusters.md"
      )
    }
  }
}
