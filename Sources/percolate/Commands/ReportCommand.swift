import ArgumentParser
import Foundation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write a sweep's report: one HTML page, its curves as SVG, and the tables behind them.")

  @Argument(help: ArgumentHelp("id, prefix, name, number or last", valueName: "sweep")) var sweep = "last"
  @Option(help: ArgumentHelp("Where to write. Default: reports in the data directory.", valueName: "dir"))
  var output: String?
  @OptionGroup var connection: ConnectionOptions

  func run() throws {
    let source = try DocumentSource(connection)
    let page = try ReportWriter(results: SweepResults(sweep, from: source), source: source)
      .write(to: output ?? connection.dataDirectory + "/reports")
    Output.line(page)
  }
}
