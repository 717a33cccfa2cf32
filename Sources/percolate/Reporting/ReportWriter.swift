internal import Analysis
internal import Foundation
internal import Journal
internal import Platform
internal import Report
internal import Results
internal import Spec
internal import SweepModel

/// Turns a sweep's results into files: one HTML page, its figures as SVG, and the tables behind them.
struct ReportWriter {
  let results: SweepResults
  let source: DocumentSource
  /// Writes figures in other formats than SVG as well; nil where none is asked for.
  var converter: FigureConverter?

  /// Writes everything into the sweep's own part of a directory, see ``ReportPaths``. Each file is replaced as a whole.
  ///
  /// - Returns: the paths of the HTML page and of all files, the page first.
  func write(to directory: String) throws -> (page: String, all: [String]) {
    let curves = try results.curves { definition in
      try OverlayRunner(sweep: results.sweep, definition: definition, tasks: results.tasks).data(from: source)
    }
    let pictures = try results.pictures(from: source)
    var paths = ReportPaths(root: directory, name: results.details.name, id: results.details.id.digest.hex)
    var all: [String] = []
    @discardableResult
    func write(
      _ stem: String, _ ending: String, _ body: ((String) throws -> Void) throws -> Void
    ) throws -> String {
      let path = paths.path(stem, ending)
      try FileReplacement.write(to: path) { file in try body { try file.append(Array($0.utf8)) } }
      all.append(path)
      return path
    }
    func writeFigure(_ text: String, _ stem: String) throws {
      let path = try write(stem, ".svg") { try $0(text) }
      for format in converter?.formats ?? [] {
        let other = paths.path(stem, "." + format.rawValue)
        try converter?.convert(path, to: other, as: format)
        all.append(other)
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: paths.directory, withIntermediateDirectories: true)
      let page = try HTMLReport.render(input(curves, pictures))
      try write("report", ".html") { try $0(page) }
      for curve in curves { try writeFigure(SVGFigure.file(curve), curve.definition.name) }
      for figure in pictures { try writeFigure(PictureDrawing(figure).file(), figure.definition.name) }
      try write("curves", ".csv") { try $0(CurveTable.csv(curves)) }
      let table = TaskTable(sweep: results.details.name, tasks: results.tasks)
      try write("tasks", ".csv") { write in
        try write(table.csvHeader)
        for task in results.tasks { try write(table.csv(task)) }
      }
      if let comparisons = results.comparisons {
        try write("comparisons", ".csv") { try $0(comparisons.csv) }
      }
      for (index, figure) in (try ReportWriter.refinement(results, from: source)?.boundaries ?? [])
        .enumerated()
      {
        try writeFigure(figure.file(), "boundary-\(index + 1)")
      }
      if let crossings = results.crossings { try write("crossings", ".csv") { try $0(crossings.csv) } }
      try paths.link(to: all[0])
      return (all[0], all)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(ExitStatus.someFailed, "the report could not be written to \(directory): \(error)")
    }
  }

  private func input(_ curves: [Curve], _ pictures: [PictureFigure]) throws -> ReportInput {
    let details = results.details
    var input = ReportInput(
      sweepName: details.name, sweepID: "\(details.id)", summary: results.sweep.summary,
      experiment: details.experiment, experimentVersion: details.version,
      specText: details.source, resolvedJSON: details.resolved, census: details.census)
    input.labels = results.labels
    input.exclusions = details.exclusions.map { .init(count: $0.count, reason: $0.reason) }
    input.curves = curves
    input.pictures = pictures
    input.tasks = results.tasks
    input.refinement = try ReportWriter.refinement(results, from: source)
    input.comparison = try ReportWriter.comparison(results, from: source)
    input.stop = results.sweep.stop
    input.failures = try failures()
    input.provenance.version = details.coordinatorVersion
    input.provenance.commit = BuildCommit.text
    input.provenance.specCommit = details.commit?.description ?? ""
    input.provenance.generatedAt = WallClock.text
    input.provenance.coordinatorHost = details.coordinatorHost
    let threads = Double(results.sweep.resources.threads)
    input.provenance.workers = try source.workers(of: details).map {
      .init(
        host: $0.host, cpu: $0.cpu, instructionSet: $0.instructionSet, slots: $0.slots, tasksDone: $0.tasks,
        coreSeconds: $0.seconds * threads)
    }
    let seconds = results.tasks.compactMap(\.seconds).sorted()
    input.durations = .init(
      coreSeconds: details.attemptSeconds * threads,
      medianTaskSeconds: seconds.isEmpty ? nil : seconds[seconds.count / 2],
      longestTaskSeconds: seconds.last,
      started: details.firstResultAt.map(WallClock.text),
      finished: details.lastResultAt.map(WallClock.text))
    return input
  }

  /// Failed and cancelled tasks. Of more than the page shows only what it counts is kept.
  private func failures() throws -> [ReportInput.Failure] {
    let varying = Set(results.sweep.axes.map(\.name))
    var failures: [ReportInput.Failure] = []
    try source.forEachFailure(of: results.details) { failed in
      let isShown = failures.count < ReportWriter.failuresWithLogs
      failures.append(
        .init(
          task: String(failed.task.id.digest.hex.prefix(12)),
          parameters: failed.task.parameters.filter { varying.contains($0.key) }
            .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "),
          replicate: failed.task.replicate,
          attempts: failed.attempts.map { attempt in
            let log = isShown ? attempt.log : nil
            return .init(
              number: attempt.number, outcome: attempt.outcome, reason: attempt.reason ?? "",
              worker: attempt.host ?? attempt.worker ?? "",
              logLines: log?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? [])
          }))
    }
    return failures
  }

  /// The page shows the first hundred with their last words.
  private static let failuresWithLogs = 100
}
