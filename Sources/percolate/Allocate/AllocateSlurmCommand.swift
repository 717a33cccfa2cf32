internal import Allocation
internal import ArgumentParser
internal import Deploy
internal import Foundation
internal import Messages
internal import Platform
internal import SweepModel
internal import SwiftProtobuf
internal import Worker

struct AllocateSlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm", abstract: "Submit Slurm jobs that run a worker each, as many as there is work for.",
    discussion: """
      percolate allocate slurm short --time 4h --slots 8 --max 20 -- --partition=short --account=physics

      Runs until `percolate allocate remove NAME`, or a signal; the same command goes on with the jobs that there are. \
      Jobs that wait are cancelled when nothing needs them; workers that run leave after --idle without work. Options \
      behind `--` go to sbatch, in their long form.
      Exit codes: 0 the queue was removed; 2 bad options, or Slurm refuses them; 3 no coordinator; 130 interrupted.
      """)

  @Argument(help: "Name of the queue: lower-case letters, digits and `-`.") var name: String
  @Option(help: ArgumentHelp("Jobs at once, waiting ones too.", valueName: "n")) var max = 10
  @Option(help: ArgumentHelp("Jobs that may wait in Slurm at once.", valueName: "n")) var backlog = 4
  @OptionGroup var job: AllocationJobOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var log: LogOptions

  func run() throws {
    if let problem = AllocationQueue.problem(ofName: name) { throw Problem(ExitStatus.usage, problem) }
    let count = try CountArgument.check(max, option: "--max", in: 1...100_000)
    let waiting = try CountArgument.check(backlog, option: "--backlog", in: 1...1000)
    let script = try job.script(connection)
    let file = try AllocationScriptFile(script.text)
    defer { file.remove() }
    try check(file.system)
    let wake = DispatchSemaphore(value: 0)
    let watch = SignalWatch { _ in wake.signal() }
    let source = try DocumentSource(connection, needsCoordinator: true)
    source.saysSilence = false
    var settings = WireOpenAllocation()
    settings.system = "slurm"
    settings.slots = UInt32(script.slots)
    settings.gpus = UInt32(script.gpus)
    settings.memory = UInt64(script.memory)
    settings.time = script.time
    settings.lead = script.lead
    settings.idle = script.idle
    settings.maximum = UInt32(count)
    settings.backlog = UInt32(waiting)
    settings.host = ProcessInfo.processInfo.hostName
    settings.processID = UInt32(clamping: getpid())
    settings.takesOver = try isLeftBehind(on: settings.host, source)
    var allocator = Allocator(
      name, on: file.system, source: source, settings: settings, watch: watch, wake: wake,
      logger: log.logger("allocate"))
    let changes = StateChanges(connection, wake: wake)
    defer { changes.stop() }
    try allocator.run()
  }

  /// Whether the queue's allocator was a process of this machine that is no more: nobody needs to wait for it.
  private func isLeftBehind(on host: String, _ source: DocumentSource) throws -> Bool {
    let document: AllocationsDocument = try source.ask(.allocations(.init()))
    guard let queue = document.queues.first(where: { $0.name == name }), queue.allocator == host,
      let process = queue.allocatorProcess.flatMap(pid_t.init(exactly:)), process > 0
    else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  /// Slurm may be away, which passes; what it refuses now it would always refuse.
  private func check(_ system: SlurmBatchSystem) throws {
    guard case .failure(let failure) = system.test() else { return }
    let text = failure.description.lowercased()
    guard failure.isRefusal, !text.contains("contact"), !text.contains("timed out") else {
      return Output.note("percolate: Slurm does not answer yet: \(failure)")
    }
    throw Problem(ExitStatus.usage, "Slurm would not take such jobs: \(failure)")
  }
}

/// What each job of a queue is.
struct AllocationJobOptions: ParsableArguments {
  @OptionGroup var job: SlurmJobOptions
  @Option(help: ArgumentHelp("Leave once there is nothing to do for so long.", valueName: "duration"))
  var idle = "5m"
  @Option(
    help: ArgumentHelp(
      "The worker's access file, as compute nodes see it. Default: that of the data directory.",
      valueName: "file"))
  var workerAccess: String?
  @Option(
    help: ArgumentHelp("The program, as compute nodes see it. Default: this one.", valueName: "path"))
  var binary: String?
  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp("Options for sbatch behind `--`, such as --partition=short.", valueName: "sbatch"))
  var sbatch: [String] = []

  /// The script, and what the coordinator has to know of it.
  struct Script {
    var text: String
    var slots: Int
    var gpus: Int
    var memory: Int
    var time: Double
    var lead: Double
    var idle: Double
  }

  /// - Throws: ``Problem`` for what cannot be.
  func script(_ connection: ConnectionOptions) throws -> Script {
    var script = SlurmScript()
    script.isAllocation = true
    script.requeues = false
    try job.fill(&script)
    script.idle = try DurationArgument.seconds(idle, option: "--idle")
    script.extra = sbatch
    script.binary = binary.map { $0.contains("/") ? DeployFiles.absolute($0) : $0 } ?? ownPath
    script.access = DeployFiles.absolute(try access(connection))
    let text = try DeployFiles.checked { () throws(DeployError) in try script.render() }
    let count = script.gpus.map { Int($0.split(separator: ":").last ?? "") ?? 1 } ?? 0
    return Script(
      text: text, slots: script.slots, gpus: count, memory: script.memory ?? 0, time: script.time,
      lead: SlurmScript.lead(grace: script.grace), idle: script.idle)
  }

  private var ownPath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "percolate"
  }

  private func access(_ connection: ConnectionOptions) throws -> String {
    let path =
      workerAccess
      ?? connection.namedAccess.map { ($0 as NSString).deletingLastPathComponent }
      .map { ($0.isEmpty ? "." : $0) + "/worker.access.json" }
      ?? connection.dataDirectory + "/worker.access.json"
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw Problem(
        ExitStatus.usage,
        "there is no access file of a worker at \(path); copy worker.access.json from the coordinator's data directory and "
          + "name it with --worker-access")
    }
    return path
  }
}

/// The script as a file, which has to be there for as long as jobs may be submitted.
struct AllocationScriptFile {
  let system: SlurmBatchSystem
  private let path: String

  init(_ text: String) throws {
    path = FileManager.default.temporaryDirectory.path + "/percolate-allocate-\(getpid()).sbatch"
    try DeployFiles.write(text, privatelyTo: path)
    system = SlurmBatchSystem(script: path)
  }

  func remove() { unlink(path) }
}
