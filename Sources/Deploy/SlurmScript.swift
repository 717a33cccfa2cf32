/// The batch script that starts workers as a Slurm job array, one worker for each array task.
package struct SlurmScript: Sendable {
  /// The worker's access file, as the compute nodes see it; relative to the folder of the submission.
  package var access = "worker.access.json"
  /// The program, as the compute nodes see it; a bare name is looked up in PATH.
  package var binary = "percolate"
  /// Tasks at a time for each worker, and the cores that Slurm is asked for.
  package var slots = 4
  /// Array tasks.
  package var workers = 4
  /// Seconds that Slurm gives to each worker.
  package var time = 4.0 * 3600
  /// Seconds to save checkpoints in.
  package var grace = 30.0
  /// Slurm partition; nil takes the site's default.
  package var partition: String?
  /// Bytes of memory for each worker; nil takes the site's default.
  package var memory: Int?

  package init() {}

  /// The script.
  ///
  /// - Throws: ``DeployError/option(name:value:expected:)``.
  package func render() throws(DeployError) -> String {
    try Checked.path(access, option: "--access")
    try Checked.path(binary, option: "--binary")
    try Checked.number(slots, option: "--slots", 1...4096)
    try Checked.number(workers, option: "--workers", 1...100_000)
    let grace = try Checked.seconds(grace, option: "--grace", 1...3600)
    let time = try Checked.seconds(time, option: "--time", 60...31_536_000)
    // Slurm may send it up to a minute early, and rounds limits up to minutes.
    let lead = grace + 30
    guard time > lead else {
      throw .option(name: "--time", value: "\(time)s", expected: "more than the grace period and 30 s")
    }
    var directives = [
      "--job-name=percolate-worker", "--array=1-\(workers)", "--nodes=1", "--ntasks=1",
      "--cpus-per-task=\(slots)", "--time=\(SlurmScript.clock(time))", "--signal=B:TERM@\(lead)", "--requeue",
      "--open-mode=append", "--output=percolate-worker-%A.log",
    ]
    if let partition {
      try Checked.word(
        partition, option: "--partition", expected: "names of partitions such as `short` or `short,long`",
        marks: "-_.,")
      directives.append("--partition=\(partition)")
    }
    if let memory {
      try Checked.number(memory, option: "--memory", 1 << 20...1 << 60)
      directives.append("--mem=\((memory + (1 << 20) - 1) >> 20)M")
    }
    return """
      #!/bin/bash
      # Percolate workers as a Slurm job array: each array task is one worker with its own log.
      #
      #   sbatch worker.sbatch
      #   sbatch --array=1-50 --time=12:00:00 worker.sbatch     more workers, for longer
      #   scancel --name=percolate-worker                       enough
      #
      # Submit it where the access file is. Made by: percolate deploy slurm
      #
      \(directives.map { "#SBATCH \($0)" }.joined(separator: "\n"))

      set -eu

      access=\(ShellText.alwaysQuoted(access))
      binary=\(ShellText.alwaysQuoted(binary))
      logs=percolate-logs

      # Until here Slurm's own log, above, takes the output; it needs no folder, which Slurm would not make.
      mkdir -p "$logs"
      exec >>"$logs/worker-${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID:-0}}-${SLURM_ARRAY_TASK_ID:-0}.log" 2>&1
      echo "percolate worker on $(uname -n), $(date -u +%Y-%m-%dT%H:%M:%SZ), attempt $((${SLURM_RESTART_COUNT:-0} + 1))"

      if [ ! -r "$access" ]; then
        echo "there is no access file $access in $PWD; copy worker.access.json from the coordinator's data directory" >&2
        exit 3
      fi
      if ! command -v "$binary" >/dev/null; then
        echo "there is no program $binary on $(uname -n); put it on a shared folder and name it with --binary" >&2
        exit 3
      fi

      # exec, and no srun: the worker becomes the batch process, which is the one that Slurm sends the SIGTERM
      # of --signal to, \(lead) s before the limit. It saves checkpoints, hands its tasks back and leaves; it
      # does the same at a preemption's SIGTERM, SIGUSR1 or SIGUSR2. It knows its limit from Slurm's environment.
      exec "$binary" worker --access "$access" --slots "${SLURM_CPUS_PER_TASK:-\(slots)}" --grace \(grace)s

      """
  }

  /// Seconds as Slurm reads them: `days-hours:minutes:seconds` without the days that are none.
  private static func clock(_ seconds: Int) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let days = seconds / 86_400
    let rest = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
    return days > 0 ? "\(days)-\(rest)" : rest
  }
}
