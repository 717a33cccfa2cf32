import ArgumentParser
import Experiments
import Foundation
import SweepModel

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a whole sweep on this machine: coordinator, workers and report in one go.",
    discussion: """
      Ctrl-C is safe: finished tasks are kept, and the same command goes on where it stopped. A finished \
      sweep is only reported again.
      """)

  @Argument(help: ArgumentHelp("The sweep's YAML file.", valueName: "spec")) var spec: String
  @Option(help: ArgumentHelp("Worker processes, one slot each. Default: physical cores.", valueName: "n"))
  var workers: Int?
  @OptionGroup var variant: SpecOptions
  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "Directory for the report, which goes to NAME-ID/ in it; NAME.html leads to the newest of that name. Default: "
        + "reports in the data directory.", valueName: "dir"))
  var output: String?
  @Flag(help: "Write no report at the end.") var noReport = false
  @OptionGroup var format: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    try OpenFiles.require(OpenFiles.forServers, for: "a coordinator with workers")
    let file = try SpecFile(spec, variant)
    // Everything that can be wrong with the spec is said before anything is started.
    let sweep = try file.parse()
    let watch = SignalWatch()
    let session = try LocalSession(
      data: DataPath.resolve(data), workers: workers, log: log, file: file, sweep: sweep, watch: watch)
    let status = try session.run(
      report: noReport ? nil : (output ?? DataPath.resolve(data) + "/reports"), json: format.json)
    throw Exit(code: status)
  }
}
