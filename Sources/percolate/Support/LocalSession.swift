internal import Analysis
internal import Coordinator
internal import Experiments
internal import Foundation
internal import Logging
internal import Messages
internal import Platform
internal import Results
internal import Spec
internal import SweepModel
internal import SwiftProtobuf
internal import Transport
internal import Worker

/// What `percolate run` does: a coordinator on a thread, workers as processes, the sweep through them, the
/// report. The same code as on a cluster, on loopback.
struct LocalSession {
  private let options: RunOptions
  private let coordinator: LocalCoordinator
  private let crew: WorkerCrew
  private let file: SpecFile
  private let source: DocumentSource
  private let watch: SignalWatch
  private let display: ProgressDisplay
  private let leftovers: RunLeftovers
  private let page: PageChild?

  init(_ options: RunOptions, file: SpecFile, sweep: Sweep, watch: SignalWatch) throws {
    self.options = options
    self.file = file
    self.watch = watch
    display = ProgressDisplay(isQuiet: options.json)
    let data = options.data
    leftovers = RunLeftovers(data: data)
    let workerCount = options.workers ?? Machine.current().cores
    guard (1...1024).contains(workerCount) else {
      throw Problem(ExitStatus.usage, "--workers takes 1 to 1024, found \(workerCount)")
    }
    // On a terminal log lines would tear the progress display, and what a worker says of a task its
    // coordinator says too; the report has the reasons. Details are for those who ask.
    let asked = options.log.logLevel == .info ? nil : options.log.logLevel.level
    let level = asked ?? (Terminal.isInteractive ? .error : .warning)
    let workerLevel = asked ?? .error
    var configuration = CoordinatorConfiguration(
      dataDirectory: data, catalog: .builtIn, version: Version.text,
      logger: options.log.logger("coordinator", level: level))
    configuration.listen = "tcp://127.0.0.1:*"
    configuration.awaitsOldWorkers = false
    do { coordinator = try LocalCoordinator(configuration) } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    let threads = sweep.resources.threads
    do {
      page = try options.page.map {
        try PageChild(data: data, place: $0.address, options: $0.arguments) {
          Output.note("percolate: \($0)")
        }
      }
      source = try DocumentSource(access: AccessFile.load(data + "/client.access.json"), timeout: 30)
      // Where tasks need GPUs one worker has all of them, and shares them out to its slots.
      let sharesGPUs = sweep.resources.gpus > 0
      let slots = sharesGPUs ? max(workerCount, threads) : threads
      let gpus = options.gpus.map { ["--gpus", "\($0)"] } ?? []
      crew = try WorkerCrew(sharesGPUs ? 1 : max(1, workerCount / threads)) { number in
        try ChildProcess(
          "/proc/self/exe",
          [
            "worker", "--access", data + "/worker.access.json", "--slots", "\(slots)", "--parent-process",
            "\(getpid())",
            "--directory", RunLeftovers.workerDirectory(number, in: data), "--log-level",
            workerLevel.rawValue, "--grace", "10s",
          ] + (sharesGPUs ? gpus : []))
      }
    } catch {
      coordinator.requestStop()
      try coordinator.join()
      throw error
    }
  }

  /// Runs the sweep to its end, or until a signal.
  ///
  /// - Returns: the exit code.
  /// - Throws: ``Problem``, also where no worker is left to go on with.
  func run() throws -> Int32 {
    var isStopped = false
    func stop() {
      if !isStopped { self.stop() }
      isStopped = true
    }
    defer { stop() }
    guard let submitted = try source.submit(file, isCancelled: isOver) else {
      stop()
      return try interrupted(hasSubmitted: false)
    }
    display.start(submitted)
    if let page { display.note("the page is at \(page.address)") }
    if options.retriesFailed, try command(.retry(.with { $0.targets = [submitted.sweep] })) == nil {
      stop()
      return try interrupted(hasSubmitted: true)
    }
    guard let last = try follow(submitted.sweep) else {
      stop()
      return try interrupted(hasSubmitted: true)
    }
    display.end()
    var page: String?
    if let report = options.report {
      page = try ReportWriter(
        results: SweepResults(submitted.sweep, from: source, catalog: .builtIn), source: source
      ).write(to: report).page
    }
    let results = RunDocument(sweep: last, report: page)
    if options.json {
      try Output.json(results)
    } else {
      display.summary(last, report: page, hints: hints(last))
    }
    return last.hasSucceeded ? ExitStatus.done : ExitStatus.someFailed
  }

  /// Follows the sweep to its end.
  ///
  /// - Returns: its last state; nil on a signal.
  private func follow(_ id: String) throws -> StatusDocument.SweepStatus? {
    defer { display.end() }
    let view = LiveView(source)
    var version: UInt64 = 0
    var lastAnswer = MonotonicClock.seconds
    while true {
      guard watch.received == 0 else { return nil }
      if coordinator.hasEnded {
        do { try coordinator.join() } catch { throw Problem(ExitStatus.someFailed, "\(error)") }
        throw Problem(ExitStatus.someFailed, "the coordinator ended before the sweep did")
      }
      let question = WireQuery.OneOf_Question.status(of: id, unless: crew.problem == nil ? version : 0)
      let status: StatusDocument? = try source.query(question, timeout: 60) {
        display.tick(silence: MonotonicClock.seconds - lastAnswer)
        return coordinator.hasEnded || (isOver() && version > 0)
      }
      if let status, let sweep = status.sweeps.first {
        lastAnswer = MonotonicClock.seconds
        // Who runs a sweep that was paused wants it to go on.
        if version == 0, sweep.state == "paused" {
          _ = try command(.resume(.with { $0.sweeps = [id] }))
        }
        version = status.stateVersion
        display.show(status) { view.content(of: $0, at: status.stateVersion) }
        if sweep.isFinished { return sweep }
      }
      if watch.received == 0, let problem = crew.problem {
        throw Problem(
          ExitStatus.someFailed,
          "\(problem). What is done is kept, and the same command goes on from there: `\(again())`. "
            + "Workers that are killed again and again often lack memory: try fewer with --workers")
      }
    }
  }

  /// To be asked several times a second: whether to wait no longer. Looks after the workers meanwhile.
  private func isOver() -> Bool {
    for news in crew.tend() { display.note(news) }
    return watch.received > 0 || crew.problem != nil
  }

  /// Gives the coordinator a command; nil on a signal.
  private func command(_ command: WireCommand.OneOf_Command) throws -> OutcomeDocument? {
    try source.command(command, timeout: 60, isCancelled: isOver)
  }

  /// The command line of this run, with what else it should have.
  private func again(_ more: String...) -> String {
    CommandHint.line(["run", file.path] + file.options + more)
  }

  private func hints(_ sweep: StatusDocument.SweepStatus) -> [String] {
    var hints: [String] = []
    if sweep.census.failed > 0 {
      hints.append("why tasks failed: " + CommandHint.line(["tasks", sweep.id, "--filter", "failed"]))
    }
    if sweep.census.failed + sweep.census.cancelled > 0 {
      hints.append("run them again: " + again("--retry-failed"))
    }
    return hints
  }

  /// Says what is there and how to go on. The workers and the coordinator have stopped.
  private func interrupted(hasSubmitted: Bool) throws -> Int32 {
    if !hasSubmitted, watch.received == 0, let problem = crew.problem {
      throw Problem(ExitStatus.someFailed, "\(problem); nothing has run yet")
    }
    if !hasSubmitted, leftovers.removeIfUnused() {
      Output.note("percolate: interrupted before anything ran; nothing was left behind")
    } else {
      Output.note(
        "percolate: interrupted; finished tasks are kept, and the same command goes on from there: \(again())"
      )
      if let sentence = leftovers.sentence { Output.note("percolate: \(sentence)") }
    }
    return ExitStatus.interrupted
  }

  /// Workers first, so that what they finish on the way out is still recorded.
  private func stop() {
    // A second signal, or one after the first round, means now.
    crew.stop { watch.received > 1 }
    page?.stop()
    coordinator.requestStop()
    do { try coordinator.join() } catch { Output.note("percolate: \(error)") }
    leftovers.removeEmptyFolders()
  }
}

/// What `run --json` prints.
struct RunDocument: Document {
  var version = 1
  var sweep: StatusDocument.SweepStatus
  /// Path of the HTML page; nil with `--no-report`.
  var report: String?
}
