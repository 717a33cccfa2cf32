internal import ArgumentParser
internal import Deploy
internal import SweepModel
internal import Worker

/// What a Slurm job with a worker is asked for, whoever submits it.
struct SlurmJobOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Time limit of each worker.", valueName: "duration"))
  var time = "4h"
  @Option(help: ArgumentHelp("Tasks at a time for each worker, and cores to ask for.", valueName: "n"))
  var slots = 4
  @Option(help: ArgumentHelp("Memory of each worker, such as 8GiB. Default: the site's.", valueName: "size"))
  var memory: String?
  @Option(help: ArgumentHelp("GPUs of each worker, such as 1 or a100:2.", valueName: "gpus"))
  var gpus: String?
  @Option(
    help: ArgumentHelp(
      "Time to save checkpoints when leaving. Default: 20s, or two thirds of this Slurm's KillWait.",
      valueName: "duration"))
  var grace: String?
  @Option(
    help: ArgumentHelp(
      "A line of shell ahead of the program, such as 'module load openssl'; may be repeated.",
      valueName: "line"))
  var setup: [String] = []

  /// Writes them into a script.
  ///
  /// - Throws: ``Problem`` for what cannot be.
  func fill(_ script: inout SlurmScript) throws {
    script.slots = slots
    script.time = try DurationArgument.seconds(time, option: "--time")
    script.grace = try chosenGrace(default: script.grace)
    script.gpus = gpus
    script.memory = try memory.map { try SizeArgument.bytes($0, option: "--memory", in: 1 << 20...1 << 50) }
    script.setup = setup
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
