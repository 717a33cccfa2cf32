internal import Analysis
internal import ArgumentParser
internal import Coordinator
internal import Foundation
internal import Messages
internal import SweepModel
internal import Transport

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print a sweep's tasks, metrics, curves or crossings as CSV or JSON; copy its artifacts.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json, latex }
  enum What: String, ExpressibleByArgument, CaseIterable { case tasks, metrics, curves, crossings, artifacts }

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(
    name: .customLong("format"),
    help: "csv, json, or with --what curves latex: tables for the package booktabs, with intervals.")
  var chosenFormat: Format = .csv
  @Flag(help: "The same as --format json.") var json = false
  @Flag(
    help: """
      One row a task, with a column for each final metric; else a row for each of them. As JSON: each task without \
      inner objects.
      """)
  var wide = false
  @Option(
    help: """
      tasks, metrics (streamed and final, by step), curves, crossings of a refined sweep, or artifacts: a table of \
      the files that tasks left behind
      """)
  var what: What = .tasks
  @Option(help: ArgumentHelp("With --what artifacts: copy the files to this directory.", valueName: "dir"))
  var output: String?
  @OptionGroup var connection: ConnectionOptions

  private var format: Format { json ? .json : chosenFormat }

  func validate() throws {
    if output != nil, what != .artifacts {
      throw ValidationError("--output goes with --what artifacts; everything else is printed")
    }
    if wide, what != .tasks {
      throw ValidationError("--wide goes with --what tasks; --what \(what.rawValue) has one layout")
    }
    if format == .latex, what != .curves {
      throw ValidationError(
        "--format latex goes with --what curves; --what \(what.rawValue) is printed as CSV or JSON")
    }
    if what == .artifacts, format == .json {
      throw ValidationError("--what artifacts prints CSV, one row a file; leave out --json and --format")
    }
  }

  func run() throws {
    let source = try DocumentSource(connection)
    let results = try SweepResults(sweep, from: source)
    switch what {
    case .tasks where format == .csv:
      Output.text(ReportWriter.taskCSV(results, layout: wide ? .wide : .long))
    case .tasks:
      let table = TaskTable(
        sweep: results.document.name, tasks: results.tasks, layout: wide ? .wide : .long)
      Output.json(text: wide ? table.flatJSON(results.tasks) : table.json(results.tasks))
    case .curves:
      let curves = try results.curves(from: source)
      switch format {
      case .csv: Output.text(CurveTable.csv(curves))
      case .json: Output.json(text: CurveTable.json(curves))
      case .latex: Output.text(LaTeXTable.text(curves))
      }
    case .crossings:
      guard let crossings = results.crossings else {
        throw Problem(
          ExitStatus.usage,
          "sweep \(results.document.name) is a grid; only a spec with `refine` looks for crossings. The crossings of "
            + "curves are in --what curves --format json")
      }
      if format == .csv { Output.text(crossings.csv) } else { Output.json(text: crossings.json) }
    case .artifacts: try ArtifactExport(results: results, source: source).run(into: output, Output.text)
    case .metrics where format == .csv: try printMetrics(results, source)
    case .metrics: Output.json(text: String(decoding: try allMetrics(results, source).json(), as: UTF8.self))
    }
  }

  /// Prints each series as it comes, so that 10^7 values need no memory.
  private func printMetrics(_ results: SweepResults, _ source: DocumentSource) throws {
    let table = MetricTable(sweep: results.document.name)
    let byOrdinal = Dictionary(
      results.tasks.map { ($0.ordinal, $0) }, uniquingKeysWith: { first, _ in first })
    Output.text(table.csvHeader)
    try SweepResults.metrics(of: results.document.id, from: source) { series in
      guard let task = byOrdinal[series.ordinal] else { return }
      let stream = MetricStream(task: task.id, samples: series.samples)
      Output.text(table.csv(stream, metric: series.name, replicate: task.replicate))
    }
    for task in results.tasks { Output.text(table.csv(task)) }
  }

  private func allMetrics(_ results: SweepResults, _ source: DocumentSource) throws -> MetricsDocument {
    var all = MetricsDocument(sweep: results.document.id)
    try SweepResults.metrics(of: results.document.id, from: source) { all.series.append($0) }
    return all
  }
}
