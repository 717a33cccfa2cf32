import Analysis
import Coordinator
import Experiments
import Foundation
import Logging
import SweepModel
import Transport
import Worker

/// What `percolate run` does: a coordinator on a thread, workers as processes, the sweep through them, the
/// report. The same code as on a cluster, on loopback.
struct LocalSession {
  private let data: String
  private let coordinator: LocalCoordinator
  private let workers: [ChildProcess]
  private let file: SpecFile
  private let source: DocumentSource
  private let watch: SignalWatch

  init(
    data: String, workers count: Int?, log: LogOptions, file: SpecFile, sweep: Sweep, watch: SignalWatch
  ) throws {
    self.data = data
    self.file = file
    self.watch = watch
    let workerCount = count ?? Machine.current().cores
    guard (1...1024).contains(workerCount) else {
      throw Problem(ExitStatus.usage, "--workers takes 1 to 1024, found \(workerCount)")
    }
    // On a terminal log lines would tear the progress display, and what a worker says of a task its
    // coordinator says too; the report has the reasons. Details are for those who ask.
    let asked = log.logLevel == .info ? nil : log.logLevel.level
    let level = asked ?? (Terminal.isInteractive ? .error : .warning)
    let workerLevel = asked ?? .error
    var configuration = CoordinatorConfiguration(
      dataDirectory: data, catalog: .builtIn, version: Version.text,
      logger: log.logger("coordinator", level: level))
    configuration.listen = "tcp://127.0.0.1:*"
    configuration.awaitsOldWorkers = false
    do { coordinator = try LocalCoordinator(configuration) } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    let threads = sweep.resources.threads
    workers = try (0..<max(1, workerCount / threads)).map { number in
      try ChildProcess(
        "/proc/self/exe",
        [
          "worker", "--access", data + "/worker.access.json", "--slots", "\(threads)", "--parent-process",
          "\(getpid())",
          "--directory", data + "/workers/\(number)", "--log-level", workerLevel.rawValue, "--grace", "10s",
        ])
    }
    source = try DocumentSource(access: AccessFile.load(data + "/client.access.json"), timeout: 30)
  }

  /// Runs the sweep to its end, or until a signal.
  ///
  /// - Returns: the exit code.
  func run(report: String?, json: Bool) throws -> Int32 {
    defer { stop() }
    guard let submitted = try source.submit(file.submission, isCancelled: { watch.received > 0 }) else {
      return interrupted()
    }
    let display = ProgressDisplay(isQuiet: json)
    display.start(submitted)
    var version: UInt64 = 0
    var last: StatusDocument.SweepStatus?
    while true {
      guard watch.received == 0 else {
        display.end()
        return interrupted()
      }
      if coordinator.hasEnded {
        display.end()
        do { try coordinator.join() } catch { throw Problem(ExitStatus.someFailed, "\(error)") }
        throw Problem(ExitStatus.someFailed, "the coordinator ended before the sweep did")
      }
      var query = WireQuery("status", submitted.sweep)
      query.unlessVersion = version
      guard
        let status: StatusDocument = try source.query(query, timeout: 60, isCancelled: { watch.received > 0 })
      else { continue }
      version = status.stateVersion
      guard let sweep = status.sweeps.first else { continue }
      last = sweep
      display.show(sweep, trouble: status.trouble) { LiveView(submitted.sweep, from: source)?.text }
      if sweep.isFinished { break }
    }
    display.end()
    var page: String?
    if let report {
      page = try ReportWriter(results: SweepResults(submitted.sweep, from: source), source: source)
        .write(to: report).page
    }
    guard let last else { return ExitStatus.done }
    let results = RunDocument(sweep: last, report: page)
    if json { try Output.json(results) } else { display.summary(last, report: page) }
    return last.hasSucceeded ? ExitStatus.done : ExitStatus.someFailed
  }

  private func interrupted() -> Int32 {
    Output.note("percolate: interrupted; finished tasks are kept, and the same command goes on from there")
    return ExitStatus.interrupted
  }

  /// Workers first, so that what they finish on the way out is still recorded.
  private func stop() {
    for worker in workers { worker.send(SIGTERM) }
    var isForced = false
    while !workers.allSatisfy({ $0.hasEnded() }) {
      // A second signal, or one after the first SIGTERM round, means now.
      if watch.received > 1, !isForced {
        isForced = true
        for worker in workers { worker.send(SIGKILL) }
      }
      ChildProcess.waitForAny(milliseconds: 50)
    }
    coordinator.requestStop()
    do { try coordinator.join() } catch { Output.note("percolate: \(error)") }
  }
}

/// What `run --json` prints.
struct RunDocument: Document {
  var version = 1
  var sweep: StatusDocument.SweepStatus
  /// Path of the HTML page; nil with `--no-report`.
  var report: String?
}
