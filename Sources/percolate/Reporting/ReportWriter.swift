internal import Analysis
internal import Coordinator
internal import Foundation
internal import Messages
internal import Platform
internal import Report
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
    let curves = try results.curves(from: source)
    let pictures = try results.pictures(from: source)
    var paths = ReportPaths(root: directory, name: results.document.name, id: results.document.id)
    var all: [String] = []
    @discardableResult
    func write(_ text: String, _ stem: String, _ ending: String) throws -> String {
      let path = paths.path(stem, ending)
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      all.append(path)
      return path
    }
    func writeFigure(_ text: String, _ stem: String) throws {
      let path = try write(text, stem, ".svg")
      for format in converter?.formats ?? [] {
        let other = paths.path(stem, "." + format.rawValue)
        try converter?.convert(path, to: other, as: format)
        all.append(other)
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: paths.directory, withIntermediateDirectories: true)
      try write(HTMLReport.render(input(curves, pictures)), "report", ".html")
      for curve in curves { try writeFigure(SVGFigure.file(curve), curve.definition.name) }
      for figure in pictures { try writeFigure(PictureDrawing(figure).file(), figure.definition.name) }
      try write(CurveTable.csv(curves), "curves", ".csv")
      try write(ReportWriter.taskCSV(results), "tasks", ".csv")
      if let crossings = results.crossings { try write(crossings.csv, "crossings", ".csv") }
      try paths.link(to: all[0])
      return (all[0], all)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(ExitStatus.someFailed, "the report could not be written to \(directory): \(error)")
    }
  }

  /// One row a task: identity, parameters, final metrics.
  static func taskCSV(_ results: SweepResults, layout: TaskTable.Layout = .wide) -> String {
    let table = TaskTable(sweep: results.document.name, tasks: results.tasks, layout: layout)
    return results.tasks.reduce(into: table.csvHeader) { $0 += table.csv($1) }
  }

  private func input(_ curves: [Curve], _ pictures: [PictureFigure]) -> ReportInput {
    let document = results.document
    var input = ReportInput(
      sweepName: document.name, sweepID: document.id, summary: results.sweep.summary,
      experiment: document.experiment, experimentVersion: document.experimentVersion,
      specText: document.source, resolvedJSON: document.resolved, census: document.census)
    input.labels = results.labels
    input.exclusions = document.exclusions.map { .init(count: $0.count, reason: $0.reason) }
    input.curves = curves
    input.pictures = pictures
    input.tasks = results.tasks
    input.refinement = ReportWriter.refinement(results)
    let varying = Set(results.sweep.axes.map(\.name))
    let replicates = Dictionary(
      results.tasks.map { ($0.ordinal, $0.replicate) }, uniquingKeysWith: { first, _ in first })
    input.failures = document.failures.map { failure in
      .init(
        task: String(failure.task.prefix(12)),
        parameters: failure.parameters.filter { varying.contains($0.key) }
          .sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.value)" }.joined(separator: " "),
        replicate: replicates[failure.ordinal] ?? 0,
        attempts: failure.attempts.map {
          .init(
            number: $0.number, outcome: $0.outcome, reason: $0.reason ?? "",
            worker: $0.host ?? $0.worker ?? "",
            logLines: $0.log?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) ?? [])
        })
    }
    input.provenance.version = document.coordinatorVersion
    input.provenance.commit = BuildCommit.text
    input.provenance.specCommit = SourceCommit.current(near: document.file)
    input.provenance.generatedAt = WallClock.text
    input.provenance.coordinatorHost = document.coordinatorHost
    let threads = Double(results.sweep.resources.threads)
    input.provenance.workers = document.workers.map {
      .init(
        host: $0.host, cpu: $0.cpu, instructionSet: $0.instructionSet, slots: $0.slots, tasksDone: $0.tasks,
        coreSeconds: $0.seconds * threads)
    }
    let seconds = results.tasks.compactMap(\.seconds).sorted()
    input.durations = .init(
      coreSeconds: document.attemptSeconds * threads,
      medianTaskSeconds: seconds.isEmpty ? nil : seconds[seconds.count / 2],
      longestTaskSeconds: seconds.last,
      started: document.firstResultAt.map(WallClock.text),
      finished: document.lastResultAt.map(WallClock.text))
    return input
  }
}
