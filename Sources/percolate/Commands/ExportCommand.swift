internal import Analysis
internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Results
internal import Spec
internal import SweepModel

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Print a sweep's tasks, metrics, curves or crossings as CSV or JSON; copy its artifacts.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json, latex }
  enum What: String, ExpressibleByArgument, CaseIterable {
    case tasks, metrics, curves, crossings, comparisons, artifacts, program
  }

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
      tasks, metrics (streamed and final, by step), curves, crossings of a refined sweep, comparisons, or artifacts: a table of \
      the files that tasks left behind, or program: what a sweep's program was submitted with, and with --output its files
      """)
  var what: What = .tasks
  @Option(
    help: ArgumentHelp(
      "With --what artifacts or program: copy the files to this directory.", valueName: "dir"))
  var output: String?
  @OptionGroup var connection: ConnectionOptions

  private var format: Format { json ? .json : chosenFormat }

  func validate() throws {
    if output != nil, what != .artifacts, what != .program {
      throw ValidationError("--output goes with --what artifacts or program; everything else is printed")
    }
    if wide, what != .tasks {
      throw ValidationError("--wide goes with --what tasks; --what \(what.rawValue) has one layout")
    }
    if format == .latex, what != .curves {
      throw ValidationError(
        "--format latex goes with --what curves; --what \(what.rawValue) is printed as CSV or JSON")
    }
    if what == .program, format != .csv {
      throw ValidationError("--what program prints the declaration as YAML; leave out --json and --format")
    }
    if what == .artifacts, format == .json {
      throw ValidationError("--what artifacts prints CSV, one row a file; leave out --json and --format")
    }
  }

  func run() throws {
    let source = try DocumentSource(connection)
    // What can be printed row by row is: a sweep of 10^6 tasks needs no more memory than one of ten.
    let details = try source.sweep(sweep)
    let tables = SweepTables(details, in: source)
    let layout = wide ? TaskTable.Layout.wide : .long
    switch what {
    case .tasks where format == .csv: try tables.tasksCSV(layout) { Output.text($0) }
    case .tasks: try tables.tasksJSON(layout) { Output.json(part: $0) }
    case .curves, .crossings, .comparisons:
      try printCurves(try SweepResults(details, from: source, catalog: .builtIn), source)
    case .artifacts:
      let axes = try DocumentSource.reading { try details.spec(.builtIn) }.axes.map(\.name)
      try ArtifactExport(sweep: details, axes: axes, source: source).run(into: output) { Output.text($0) }
    case .program: try ProgramExport(sweep: details, source: source).run(into: output)
    case .metrics where format == .csv: try tables.metricsCSV { Output.text($0) }
    case .metrics: try tables.metricsJSON { Output.json(part: $0) }
    }
  }

  private func printCurves(_ results: SweepResults, _ source: DocumentSource) throws {
    if what == .curves {
      let curves = try results.curves { definition in
        try OverlayRunner(sweep: results.sweep, definition: definition, tasks: results.tasks).data(
          from: source)
      }
      switch format {
      case .csv: Output.text(CurveTable.csv(curves))
      case .json: Output.json(text: CurveTable.json(curves))
      case .latex: Output.text(LaTeXTable.text(curves))
      }
      return
    }
    if what == .comparisons {
      guard let comparisons = results.comparisons else {
        throw Problem(
          ExitStatus.usage, "sweep \(results.details.name) compares nothing; only a spec with `compare` does")
      }
      if format == .csv { Output.text(comparisons.csv) } else { Output.json(text: comparisons.json) }
      return
    }
    guard let crossings = results.crossings else {
      throw Problem(
        ExitStatus.usage,
        "sweep \(results.details.name) looks for no crossings; only a spec with `refine` does. The crossings of "
          + "curves are in --what curves --format json")
    }
    if format == .csv { Output.text(crossings.csv) } else { Output.json(text: crossings.json) }
  }
}
