import ArgumentParser
import Experiments
import Foundation
import SweepModel
import Transport
import Worker

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Run tasks on this machine until the coordinator or a signal says stop.",
    discussion: """
      SIGTERM, SIGINT, SIGUSR1, SIGUSR2 and the end of --time-limit mean the same: save checkpoints, hand \
      tasks back, leave within the grace period. A second signal means now. Inside a Slurm job the time \
      limit is the job's own.
      """)

  @Option(
    help: ArgumentHelp(
      "Access file of a worker.",
      discussion:
        "Default: worker.access.json in the data directory, or $PERCOLATE_ACCESS where that is set and --data is not "
        + "given.",
      valueName: "file"))
  var access: String?
  @Option(
    help: ArgumentHelp("Directory with the journal and results, for its access file.", valueName: "dir"))
  var data: String?
  @Option(help: ArgumentHelp("Tasks at a time. Default: physical cores.", valueName: "n"))
  var slots: Int?
  @Option(help: ArgumentHelp("Leave after this long.", valueName: "duration"))
  var timeLimit: String?
  @Option(help: ArgumentHelp("Time to save checkpoints when leaving.", valueName: "duration"))
  var grace = "30s"
  @Option(help: ArgumentHelp("Where results are kept while no coordinator has them.", valueName: "dir"))
  var directory: String?
  @Option(help: ArgumentHelp("Give up where no coordinator answers for this long.", valueName: "duration"))
  var connectTimeout: String?
  @Option(help: .hidden) var parentProcess: Int32?
  @OptionGroup var log: LogOptions

  func run() throws {
    let path = AccessPath.worker(access: access, data: data)
    let file: AccessFile
    do throws(TransportError) { file = try AccessFile.load(path) } catch {
      throw Problem(ExitStatus.unreachable, "\(error)")
    }
    guard file.role == .worker else {
      throw Problem(
        ExitStatus.unreachable, "\(path) is a client's access file; a worker needs worker.access.json")
    }
    let count = try CountArgument.check(
      slots ?? Machine.current().cores, option: "--slots", in: CountArgument.slots)
    try OpenFiles.require(
      max(OpenFiles.forServers, OpenFiles.forAnyCommand + OpenFiles.forEachSlot * count),
      for: "a worker of \(count) slots")
    var configuration = WorkerConfiguration(access: file, slots: count, logger: log.logger("worker"))
    configuration.timeLimit =
      try timeLimit.map { try DurationArgument.seconds($0, option: "--time-limit") }
      ?? WorkerConfiguration.remainingSlurmSeconds()
    configuration.grace = try DurationArgument.seconds(
      grace, option: "--grace", in: DurationArgument.graces)
    configuration.connectTimeout = try connectTimeout.map {
      try DurationArgument.seconds($0, option: "--connect-timeout")
    }
    if let directory { configuration.directory = directory }
    configuration.parentProcess = parentProcess
    configuration.version = Version.text
    let status: Int32
    do { status = try WorkerSupervisor(configuration, catalog: .builtIn).run() } catch let error
      as WorkerError
    {
      if case .refused = error { throw Problem(ExitStatus.unreachable, "\(error)") }
      throw Problem(ExitStatus.someFailed, "\(error)")
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
    throw Exit(code: status)
  }
}
