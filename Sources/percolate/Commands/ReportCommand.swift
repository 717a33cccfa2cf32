internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Messages
internal import Results

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a sweep's report: one HTML page, its curves as SVG, and the tables behind them.",
    discussion: """
      The files go to NAME-ID/ in the report directory, so that sweeps of one name, such as profiles and --set \
      variants, keep a report each; NAME.html there leads to the page that was written last.
      """)

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(help: ArgumentHelp("Where to write. Default: reports in the data directory.", valueName: "dir"))
  var output: String?
  @Option(
    help: ArgumentHelp(
      "Figures as pdf or png too, or both as pdf,png: in their size in print, PNG at 300 dots an inch.",
      valueName: "formats"))
  var figures: String?
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var format: OutputOptions

  func run() throws {
    let formats = try figures.map { try FigureFormat.list($0) } ?? []
    let converter = try FigureConverter(formats)
    let source = try DocumentSource(connection)
    let results = try SweepResults(sweep, from: source, catalog: .builtIn)
    let files = try ReportWriter(results: results, source: source, converter: converter)
      .write(to: output ?? DataPath.reports(in: connection.dataDirectory))
    if format.json {
      try Output.json(ReportDocument(sweep: "\(results.details.id)", page: files.page, files: files.all))
    } else {
      Output.line(files.page)
    }
  }
}

/// What `report --json` prints.
struct ReportDocument: Document {
  var version = 1
  var sweep: String
  /// Path of the HTML page, which needs none of the others.
  var page: String
  /// Paths of everything that was written, the page first.
  var files: [String]
}
