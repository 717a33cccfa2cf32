internal import ArgumentParser
internal import Deploy

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
  @OptionGroup var job: SlurmJobOptions
  @Option(help: ArgumentHelp("Array tasks.", valueName: "n"))
  var workers = 4
  @Option(help: ArgumentHelp("Partition. Default: the site's.", valueName: "name"))
  var partition: String?
  @Option(
    help: ArgumentHelp("Leave once there is nothing to do for so long; 0s never.", valueName: "duration"))
  var idle = "10m"
  @Flag(help: "Do not queue a job again that left before the work was done.") var noRequeue = false
  @Option(help: ArgumentHelp("Account to charge. Default: the site's.", valueName: "name"))
  var account: String?
  @Option(help: ArgumentHelp("Quality of service. Default: the site's.", valueName: "name"))
  var qos: String?
  @Option(help: ArgumentHelp("Features that a node must have, such as haswell.", valueName: "features"))
  var constraint: String?
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
    try job.fill(&script)
    script.workers = workers
    script.idle = try DurationArgument.seconds(idle, option: "--idle")
    script.requeues = !noRequeue
    script.account = account
    script.qos = qos
    script.constraint = constraint
    script.extra = sbatch
    script.partition = partition
    try DeployFiles.write(DeployFiles.checked { () throws(DeployError) in try script.render() }, to: output)
  }
}
