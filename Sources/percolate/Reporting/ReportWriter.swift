import Analysis
import Coordinator
import Foundation
import Report
import SweepModel

/// Turns a sweep's results into files: one HTML page, its figures as SVG, and the tables behind them.
struct ReportWriter {
  let results: SweepResults
  let source: DocumentSource

  /// Writes everything into a directory.
  ///
  /// - Returns: the paths of the HTML page and of all files, the page first.
  func write(to directory: String) throws -> (page: String, all: [String]) {
    let curves = try results.curves(from: source)
    let sheets = try results.sheets(from: source)
    let name = results.document.name
    do {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let page = directory + "/\(name).html"
      try write(HTMLReport.render(input(curves, sheets)), page)
      var all = [page]
      for curve in curves {
        all.append(directory + "/\(name)-\(curve.definition.name).svg")
        try write(SVGFigure.file(curve), all[all.count - 1])
      }
      for sheet in sheets {
        all.append(directory + "/\(name)-\(sheet.definition.name).svg")
        try write(ContactSheetFigure(sheet).file(), all[all.count - 1])
      }
      var tables = [directory + "/\(name)-curves.csv", directory + "/\(name)-tasks.csv"]
      try write(CurveTable.csv(curves), tables[0])
      try write(ReportWriter.taskCSV(results), tables[1])
      if let crossings = results.crossings {
        tables.append(directory + "/\(name)-crossings.csv")
        try write(crossings.csv, tables[2])
      }
      return (page, all + tables)
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

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  private func input(_ curves: [Curve], _ sheets: [ContactSheet]) -> ReportInput {
    let document = results.document
    var input = ReportInput(
      sweepName: document.name, sweepID: document.id, summary: results.sweep.summary,
      experiment: document.experiment, experimentVersion: document.experimentVersion,
      specText: document.source, resolvedJSON: document.resolved, census: document.census)
    input.exclusions = document.exclusions.map { .init(count: $0.count, reason: $0.reason) }
    input.curves = curves
    input.sheets = sheets
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
    input.provenance.generatedAt = Date().formatted(.iso8601)
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
      started: document.firstResultAt.map { Date(timeIntervalSince1970: $0).formatted(.iso8601) },
      finished: document.lastResultAt.map { Date(timeIntervalSince1970: $0).formatted(.iso8601) })
    return input
  }
}
