import ArgumentParser
import Deploy
import SweepModel

struct DeploySlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm", abstract: "Print a batch script that starts workers as a Slurm job array.",
    discussion: """
      percolate deploy slurm --workers 20 --time 12h --output worker.sbatch && sbatch worker.sbatch

      Each array task is one worker. Slurm tells it before the limit; it saves checkpoints, hands its tasks \
      back and leaves. A preempted worker is queued again. The coordinator is told by its workers, not by \
      Slurm: nothing here asks squeue or sacct.
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
  @Option(help: ArgumentHelp("Time to save checkpoints when leaving.", valueName: "duration"))
  var grace = "30s"
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
    script.grace = try DurationArgument.seconds(grace, option: "--grace")
    script.partition = partition
    script.memory = try memory.map { text in
      try SizeArgument.bytes(text, option: "--memory", in: 1 << 20...1 << 50)
    }
    try DeployFiles.write(DeployFiles.checked { () throws(DeployError) in try script.render() }, to: output)
  }
}
