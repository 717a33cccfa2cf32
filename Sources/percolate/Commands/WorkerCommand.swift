internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import Platform
internal import Programs
internal import SweepModel
internal import Training
internal import Transport
internal import Worker

struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Run tasks on this machine until the coordinator or a signal says stop.",
    discussion: """
      SIGTERM, SIGINT, SIGUSR1, SIGUSR2 and the end of --time-limit mean the same: save checkpoints, hand \
      tasks back, leave within the grace period. A second signal means now.
      Inside a Slurm job the worker leaves before the job's own limit, which it takes from the job's environment \
      or asks squeue for, again every five minutes. With --requeue it has the job queued again where it left \
      before the work was done; inside a pod of Kubernetes it then ends with 75. See docs/clusters.md.
      Exit codes: 0 left as asked, or for want of work; 1 slots cannot start; 3 no coordinator, or its key is refused; \
      75 see --requeue.
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
  @Option(help: ArgumentHelp("Tasks at a time. Default: cores that this process may use.", valueName: "n"))
  var slots: Int?
  @Option(
    help: ArgumentHelp(
      "GPUs to share out to programs that ask for some.",
      discussion: """
        Each goes to one task at a time, which sees no other in CUDA_VISIBLE_DEVICES; programs that ask for none see none. \
        Default: those that CUDA_VISIBLE_DEVICES names, as batch systems set it, or none.
        """,
      valueName: "n"))
  var gpus: Int?
  @Option(help: ArgumentHelp("Leave after this long.", valueName: "duration"))
  var timeLimit: String?
  @Option(help: ArgumentHelp("Time to save checkpoints when leaving.", valueName: "duration"))
  var grace = "30s"
  @Option(
    name: [.long, .customLong("idle-timeout")],
    help: ArgumentHelp("Leave once there has been nothing to do for this long.", valueName: "duration"))
  var idleLimit: String?
  @Flag(
    help: """
      Inside a Slurm job: have it queued again when leaving before the work is done. Inside a pod of Kubernetes: end with \
      75 then, so that its Job makes another pod.
      """)
  var requeue = false
  @Option(help: ArgumentHelp("How often the job may be queued again.", valueName: "n"))
  var requeueLimit = 100
  @Option(
    help: ArgumentHelp(
      "Where results are kept while no coordinator has them.",
      discussion: """
        Results of tasks that took ten seconds or more wait there until the coordinator has them on disk, and the next \
        worker of this user and coordinator delivers what a dead one left. Folders that are empty are removed. Default: \
        percolate in $XDG_STATE_HOME, or \(WorkerConfiguration.temporaryDirectory), where the locks that share out \
        processors are as well.
        """,
      valueName: "dir"))
  var directory: String?
  @Option(
    help: ArgumentHelp(
      "Give up where no coordinator answers for this long. Default: --idle-limit.", valueName: "duration"))
  var connectTimeout: String?
  @Flag(
    help: ArgumentHelp(
      "Run only what percolate brings, and no programs that sweeps name.",
      discussion: "Whoever holds a client's key can otherwise run any command as the user of this worker."))
  var noPrograms = false
  @Option(
    help: ArgumentHelp(
      "Run the programs that sweeps name as this user of the machine.",
      discussion: """
        Such programs reach neither the worker's keys nor its files and memory, and get no rights back by sudo. The worker \
        has to be root's. The user's name or number; all programs of the worker share it.
        """,
      valueName: "user"))
  var programsAs: String?
  @Option(
    help: ArgumentHelp(
      "How much disk the files of programs may take, as far as they are not in use.",
      discussion: """
        Each is fetched once and lies unpacked in percolate-UID/files in $TMPDIR, or in /tmp, for all workers of this \
        user; those that were not used for longest go first. Default: 4GiB.
        """,
      valueName: "size"))
  var filesCache: String?
  @Option(
    help: ArgumentHelp(
      "The job of `percolate allocate` that it was started for, as its script says.", valueName: "name"))
  var allocation: String?
  @Option(help: .hidden) var parentProcess: Int32?
  @OptionGroup var log: LogOptions

  func run() throws {
    let path = AccessPath.worker(access: access, data: data)
    let file: AccessFile
    do throws(AccessFileError) { file = try AccessFile.load(path) } catch {
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
    let wanted = try gpus.map { try CountArgument.check($0, option: "--gpus", in: 0...1024) }
    do throws(GPUDevices.Problem) {
      configuration.gpus = try GPUDevices(
        visible: ProcessInfo.processInfo.environment["CUDA_VISIBLE_DEVICES"], count: wanted)
    } catch { throw Problem(ExitStatus.usage, "\(error)") }
    configuration.timeLimit =
      try timeLimit.map { try DurationArgument.seconds($0, option: "--time-limit") }
    configuration.idleLimit = try idleLimit.map { try DurationArgument.seconds($0, option: "--idle-limit") }
    let requeues = try CountArgument.check(requeueLimit, option: "--requeue-limit", in: 0...1_000_000)
    configuration.job = SlurmJob.current()
    if requeue {
      guard configuration.job != nil || PodEnvironment.isPod() else {
        throw Problem(
          ExitStatus.usage,
          "--requeue works inside a Slurm job or a pod of Kubernetes only, and neither SLURM_JOB_ID nor "
            + "KUBERNETES_SERVICE_HOST is set here; leave it out")
      }
      configuration.requeueLimit = requeues
    }
    configuration.grace = try DurationArgument.seconds(
      grace, option: "--grace", in: DurationArgument.graces)
    configuration.connectTimeout =
      try connectTimeout.map { try DurationArgument.seconds($0, option: "--connect-timeout") }
      ?? configuration.idleLimit
    if let directory { configuration.directory = directory }
    configuration.parentProcess = parentProcess
    configuration.allocation = allocation
    configuration.version = Version.text
    configuration.serviceManager = ServiceManager(environment: ProcessInfo.processInfo.environment)
    if let filesCache {
      configuration.filesLimit = try SizeArgument.bytes(filesCache, option: "--files-cache", in: 0...1 << 50)
    }
    if let programsAs {
      configuration.programUser = try programUser(programsAs, secrets: [path])
    }
    if let user = configuration.programUser {
      configuration.slotCommand.arguments.append(SlotEntry.argument(for: user))
    }
    if noPrograms { configuration.slotCommand.arguments.append(SlotEntry.withoutPrograms) }
    // Workers of `run` are where their sweep is, whose trainings say it themselves.
    if parentProcess == nil, let problem = ArithmeticSummary.problem {
      throw Problem(ExitStatus.someFailed, "this machine cannot run trainings: \(problem)")
    }
    let status: Int32
    do { status = try WorkerSupervisor(configuration, catalog: noPrograms ? .builtIn : .all).run() } catch let
      error
      as WorkerError
    {
      if case .refused = error { throw Problem(ExitStatus.unreachable, "\(error)") }
      throw Problem(ExitStatus.someFailed, "\(error)")
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
    throw Exit(code: status)
  }

  /// The user of `--programs-as`, who can be run as, and reads none of these files.
  private func programUser(_ name: String, secrets: [String]) throws -> ProgramUser {
    guard !noPrograms else {
      throw Problem(
        ExitStatus.usage,
        "--no-programs runs no programs, and --programs-as says as whom; leave one of them out")
    }
    do throws(ProgramUser.Problem) {
      let user = try ProgramUser(named: name)
      try user.check(secrets: secrets)
      return user
    } catch { throw Problem(ExitStatus.usage, "--programs-as: \(error)") }
  }
}
