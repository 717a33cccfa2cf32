internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Results
internal import SweepModel

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a whole sweep on this machine: coordinator, workers and report in one go.",
    discussion: """
      Ctrl-C is safe: finished tasks are kept, and the same command goes on where it stopped. A finished \
      sweep is only reported again; --retry-failed runs what failed once more.

      A worker process that ends is replaced. Where all of them end again and again, `run` gives up with exit code 1.
      """)

  @Argument(help: ArgumentHelp("The sweep's YAML file.", valueName: "spec")) var spec: String
  @Option(help: ArgumentHelp("Worker processes, one slot each. Default: physical cores.", valueName: "n"))
  var workers: Int?
  @Option(
    help: ArgumentHelp(
      "GPUs to share out to programs that ask for some. Default: those that CUDA_VISIBLE_DEVICES names.",
      valueName: "n"))
  var gpus: Int?
  @OptionGroup var variant: SpecOptions
  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir"))
  var data: String?
  @Option(
    help: ArgumentHelp(
      "Directory for the report, which goes to NAME-ID/ in it; NAME.html leads to the newest of that name. Default: "
        + "reports in the data directory.", valueName: "dir"))
  var output: String?
  @OptionGroup var page: PageBesideOptions
  @Flag(help: "Write no report at the end.") var noReport = false
  @Flag(help: "Run failed and cancelled tasks again, with all their attempts.") var retryFailed = false
  @OptionGroup var format: OutputOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    try OpenFiles.require(OpenFiles.forServers, for: "a coordinator with workers")
    var file = try SpecFile(spec, variant)
    // Everything that can be wrong with the spec is said before anything is started.
    let sweep = try file.parse()
    try page.check()
    let watch = SignalWatch()
    let path = DataPath.resolve(data)
    switch try BudgetCheck(sweep, data: path) {
    case .passed: break
    case .refused(let sentence): throw Problem(ExitStatus.usage, sentence)
    case .unknown(let sentence): Output.note("note: \(sentence)")
    }
    let options = RunOptions(
      data: path, workers: workers, gpus: gpus, retriesFailed: retryFailed,
      report: noReport ? nil : (output ?? DataPath.reports(in: path)), json: format.json, log: log,
      page: page.isWanted ? .init(address: page.address, arguments: page.options.arguments) : nil)
    throw Exit(code: try LocalSession(options, file: file, sweep: sweep, watch: watch).run())
  }
}
