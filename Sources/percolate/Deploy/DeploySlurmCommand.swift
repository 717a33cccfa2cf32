internal import ArgumentParser
internal import Deploy
internal import SweepModel
internal import Worker

struct DeploySlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm", abstract: "Print a batch script that starts workers as a Slurm job array.",
    discussion: """
      percolate deploy slurm --workers 20 --time 12h --output worker.sbatch && sbatch worker.sbatch

      Each array task is one worker. Slurm tells it before the limit; it saves checkpoints, hands its tasks \
      back, leaves, and has its job queued again where work is left. Without work it leaves after --idle. \
      docs/clusters.md says what each of Slurm's events does.
      """)

  @Option(help: ArgumentHelp("The worker's access file, as compute nodes see it.", valueName: "file"))
  var access: String?
  @Option(help: ArgumentHelp("Tasks at a time for each worker, and cores to ask for.", valueName: "n"))
  var slots = 4
  @Option(help: ArgumentHelp("Time limit of each worker.", valueName: "duration"))
  var time = "4h"
  @Option(help: ArgumentHelp("Array tasks.", valueName: "n"))
  var workers = 4
  @Option(help: ArgumentHelp("Partition. Default: the site's.", valueName: "name"))
  var partition: String?
  @Option(help: ArgumentHelp("Memory of each worker, such as 8GiB. Default: the site's.", valueName: "size"))
  var memory: String?
  @Option(
    help: ArgumentHelp(
      "Time to save checkpoints when leaving. Default: 20s, or two thirds of this Slurm's KillWait.",
      valueName: "duration"))
  var grace: String?
  @Option(
    help: ArgumentHelp("Leave once there is nothing to do for so long; 0s never.", valueName: "duration"))
  var idle = "10m"
  @Flag(help: "Do not queue a job again that left before the work was done.") var noRequeue = false
  @Option(help: ArgumentHelp("Account to charge. Default: the site's.", valueName: "name"))
  var account: String?
  @Option(help: ArgumentHelp("Quality of service. Default: the site's.", valueName: "name"))
  var qos: String?
  @Option(help: ArgumentHelp("GPUs of each worker, such as 1 or a100:2.", valueName: "gpus"))
  var gpus: String?
  @Option(help: ArgumentHelp("Features that a node must have, such as haswell.", valueName: "features"))
  var constraint: String?
  @Option(
    help: ArgumentHelp(
      "A line of shell ahead of the program, such as 'module load openssl'; may be repeated.",
      valueName: "line"))
  var setup: [String] = []
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Another option for sbatch, such as --exclusive; may be repeated.", valueName: "option"))
  var sbatch: [String] = []
  @Option(
    help: ArgumentHelp(
      "The program, as compute nodes see it. Default: percolate in PATH.", valueName: "path"))
  var binary: String?
  @Option(help: ArgumentHelp("Write here instead of stdout.", valueName: "file"))
  var output: String?

  func run() throws {
    var script = SlurmScript()
    if let access { script.access = DeployFiles.absolute(access) }
    if let binary { script.binary = binary.contains("/") ? DeployFiles.absolute(binary) : binary }
    script.slots = slots
    script.workers = workers
    script.time = try DurationArgument.seconds(time, option: "--time")
    script.grace = try chosenGrace(default: script.grace)
    script.idle = try DurationArgument.seconds(idle, option: "--idle")
    script.requeues = !noRequeue
    script.account = account
    script.qos = qos
    script.gpus = gpus
    script.constraint = constraint
    script.setup = setup
    script.extra = sbatch
    script.partition = partition
    script.memory = try memory.map { text in
      try SizeArgument.bytes(text, option: "--memory", in: 1 << 20...1 << 50)
    }
    try DeployFiles.write(DeployFiles.checked { () throws(DeployError) in try script.render() }, to: output)
  }

  /// What was asked for, with a warning where Slurm would kill before that; else what leaves room before it does.
  private func chosenGrace(default standard: Double) throws -> Double {
    let killWait = SlurmCommands().killWait()
    guard let grace else {
      return killWait.map { max(1, min(standard, ($0 * 2 / 3).rounded(.down))) } ?? standard
    }
    let seconds = try DurationArgument.seconds(grace, option: "--grace")
    if let killWait, seconds >= killWait {
      Output.note(
        "warning: --grace \(grace) is not less than this Slurm's KillWait (\(DurationText.format(killWait))): scancel, "
          + "requeue and preemption kill the worker before it has saved")
    }
    return seconds
  }
}
