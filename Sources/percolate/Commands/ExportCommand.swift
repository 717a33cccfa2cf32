import Analysis
import ArgumentParser
import Coordinator
import Foundation
import SweepModel
import Transport

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Print a sweep's tasks, metrics or curves as CSV or JSON.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }
  enum What: String, ExpressibleByArgument, CaseIterable { case tasks, metrics, curves }

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(help: "csv or json") var format: Format = .csv
  @Flag(help: "One row a task, with a column for each final metric; else a row for each of them.")
  var wide = false
  @Option(help: "tasks, metrics (streamed and final, by step) or curves") var what: What = .tasks
  @OptionGroup var connection: ConnectionOptions

  func run() throws {
    let source = try DocumentSource(connection)
    let results = try SweepResults(sweep, from: source)
    let text =
      switch what {
      case .tasks: try tasks(results)
      case .curves:
        format == .csv
          ? CurveTable.csv(try results.curves(from: source))
          : CurveTable.json(try results.curves(from: source))
      case .metrics: try metrics(results, source)
      }
    Output.line(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  private func tasks(_ results: SweepResults) throws -> String {
    if format == .csv { return ReportWriter.taskCSV(results, layout: wide ? .wide : .long) }
    let table = TaskTable(sweep: results.document.name, tasks: results.tasks, layout: wide ? .wide : .long)
    return table.json(results.tasks)
  }

  private func metrics(_ results: SweepResults, _ source: DocumentSource) throws -> String {
    let table = MetricTable(sweep: results.document.name)
    let byOrdinal = Dictionary(
      results.tasks.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
    var csv = table.csvHeader
    var rows: [MetricsDocument.Row] = []
    var next: Int? = 0
    while let offset = next {
      let page: MetricsDocument = try source.ask(
        WireQuery("metrics", results.document.id, offset: offset))
      rows += page.rows
      next = page.nextOrdinal
    }
    guard format == .csv else {
      let document = MetricsDocument(sweep: results.document.id, rows: rows, nextOrdinal: nil)
      return String(decoding: try document.json(pretty: true), as: UTF8.self)
    }
    for row in rows {
      guard let task = byOrdinal[row.ordinal] else { continue }
      csv += CSVText.line([
        results.document.name, task.id.description, "\(task.replicate)", row.name, "\(row.step)",
        NumberText.exact(row.value),
      ])
    }
    for task in results.tasks { csv += table.csv(task) }
    return csv
  }
}
