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
  /// Seconds to save checkpoints in: less than Slurm's KillWait, of 30 s by default, after which it kills.
  package var grace = 20.0
  /// Seconds without anything to do after which a worker leaves; 0 keeps it to its time limit.
  package var idle = 600.0
  /// Whether a worker that leaves before the work is done has its job queued again.
  package var requeues = true
  /// Names as Slurm knows them; nil takes the site's default.
  package var account: String?
  package var qos: String?
  /// GPUs of each worker, such as `2` or `a100:2`; nil for none.
  package var gpus: String?
  /// Features that a node must have, such as `haswell&ib`; nil for any.
  package var constraint: String?
  /// Lines of shell that make the program run on a node, such as `module load openssl`.
  package var setup: [String] = []
  /// Further options of sbatch, such as `--exclusive`.
  package var extra: [String] = []
  /// Whether it is for one job, whose name tells what it was asked for, instead of an array.
  package var isAllocation = false
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
    var directives = isAllocation ? [] : ["--job-name=percolate-worker", "--array=1-\(workers)"]
    directives += [
      "--nodes=1", "--ntasks=1",
      "--cpus-per-task=\(slots)", "--time=\(SlurmScript.clock(time))", "--signal=B:TERM@\(lead)", "--requeue",
      "--open-mode=append",
      isAllocation ? "--output=percolate-worker-%j.log" : "--output=percolate-worker-%A.log",
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
    try append(named: account, "--account", to: &directives)
    try append(named: qos, "--qos", to: &directives)
    if let gpus {
      try Checked.word(
        gpus, option: "--gpus", expected: "a number or a type and a number such as `a100:2`", marks: ":-_.")
      directives.append("--gres=gpu:\(gpus)")
    }
    if let constraint {
      try Checked.word(
        constraint, option: "--constraint", expected: "features such as `haswell` or `haswell&ib`",
        marks: "-_.,:&|*()[]!")
      directives.append("--constraint=\(constraint)")
    }
    directives += try extra.map { text throws(DeployError) in try directive(text) }
    for line in setup { try Checked.line(line, option: "--setup", expected: "one line of shell") }
    // Scripts of module systems use variables that are not set, and some of their commands fail.
    let setup = setup.isEmpty ? "" : "set +eu\n" + setup.joined(separator: "\n") + "\nset -eu\n"
    let idle = try Checked.seconds(idle, option: "--idle", 0...31_536_000)
    let options =
      "--grace \(grace)s" + (idle > 0 ? " --idle-limit \(idle)s" : "") + (requeues ? " --requeue" : "")
      + (isAllocation ? " --allocation \"$SLURM_JOB_NAME\"" : "")
    let head =
      isAllocation
      ? """
      # A Percolate worker as a Slurm job, submitted by `percolate allocate slurm`, which knows it by its name.
      #
      """
      : SlurmScript.arrayHead
    return """
      #!/bin/bash
      \(head)
      \(directives.map { "#SBATCH \($0)" }.joined(separator: "\n"))

      set -eu

      access=\(ShellText.alwaysQuoted(access))
      binary=\(ShellText.alwaysQuoted(binary))
      logs=percolate-logs

      # Until here Slurm's own log, above, takes the output; it needs no folder, which Slurm would not make.
      mkdir -p "$logs"
      exec >>"$logs/worker-${SLURM_ARRAY_JOB_ID:-${SLURM_JOB_ID:-0}}-${SLURM_ARRAY_TASK_ID:-0}.log" 2>&1
      echo "percolate worker on $(uname -n), $(date -u +%Y-%m-%dT%H:%M:%SZ), attempt $((${SLURM_RESTART_COUNT:-0} + 1))"

      \(setup)if [ ! -r "$access" ]; then
        echo "there is no access file $access in $PWD; copy worker.access.json from the coordinator's data directory" >&2
        exit 3
      fi
      if ! command -v "$binary" >/dev/null; then
        echo "there is no program $binary on $(uname -n); put it on a shared folder and name it with --binary" >&2
        exit 3
      fi

      # exec, and no srun: the worker becomes the batch process, which is the one that Slurm sends the SIGTERM
      # of --signal to, \(lead) s before the limit. It saves checkpoints, hands its tasks back and leaves; it
      # does the same at a preemption's SIGTERM, SIGUSR1 or SIGUSR2. With --requeue it asks for another turn where
      # it left before the work was done, and with --idle-limit it ends once there is nothing to do.
      exec "$binary" worker --access "$access" --slots "${SLURM_CPUS_PER_TASK:-\(slots)}" \(options)

      """
  }

  private static let arrayHead = """
    # Percolate workers as a Slurm job array: each array task is one worker with its own log.
    #
    #   sbatch worker.sbatch
    #   sbatch --array=1-50 --time=12:00:00 worker.sbatch     more workers, for longer
    #   scancel --name=percolate-worker                       enough
    #
    # Submit it where the access file is. Made by: percolate deploy slurm
    #
    """

  /// Seconds before the end of a job in which its worker begins nothing: the grace, and what Slurm may be early.
  package static func lead(grace: Double) -> Double { grace.rounded(.up) + 30 }

  private func append(
    named name: String?, _ option: String, to directives: inout [String]
  ) throws(DeployError) {
    guard let name else { return }
    try Checked.word(name, option: option, expected: "a name without blanks", marks: "-_.@")
    directives.append("\(option)=\(name)")
  }

  /// Options that this script sets itself; a second setting would silently win over what the worker is told.
  private static let own: Set<String> = [
    "account", "array", "constraint", "cpus-per-task", "gpus", "gres", "job-name", "mem", "no-requeue",
    "nodes",
    "ntasks", "open-mode", "output", "partition", "qos", "requeue", "signal", "time", "wrap",
  ]

  /// Those that an allocation's script leaves to whoever asks for it.
  private static let free: Set<String> = ["account", "constraint", "partition", "qos"]
  /// Those that submissions of allocations set themselves.
  private static let submission: Set<String> = ["exclude", "parsable", "quiet", "test-only", "wait"]

  /// One more option of sbatch, in its long form, so that it can be told which one it is.
  private func directive(_ text: String) throws(DeployError) -> String {
    try Checked.line(text, option: "--sbatch", expected: "one option of sbatch such as `--exclusive`")
    let name = text.dropFirst(2).prefix { $0 != "=" && $0 != " " }
    guard text.hasPrefix("--"), !name.isEmpty,
      name.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "-") }
      )
    else {
      throw .option(
        name: "--sbatch", value: text,
        expected: "a long option of sbatch such as `--exclusive` or `--mail-type=END`")
    }
    // sbatch takes any beginning of a name that is not another's.
    let own =
      isAllocation
      ? SlurmScript.own.subtracting(SlurmScript.free).union(SlurmScript.submission) : SlurmScript.own
    guard
      !own.contains(where: { $0.hasPrefix(name) }) || isAllocation && SlurmScript.free.contains(String(name))
    else {
      throw .option(
        name: "--sbatch", value: text,
        expected:
          "an option that the script does not set itself (`percolate \(isAllocation ? "allocate" : "deploy") slurm --help` has those)"
      )
    }
    return text
  }

  /// Seconds as Slurm reads them: `days-hours:minutes:seconds` without the days that are none.
  private static func clock(_ seconds: Int) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let days = seconds / 86_400
    let rest = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
    return days > 0 ? "\(days)-\(rest)" : rest
  }
}
