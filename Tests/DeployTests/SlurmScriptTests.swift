import Deploy
import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2)))
struct SlurmScriptTests {
  @Test func `options reach their directives`() throws {
    var script = SlurmScript()
    script.slots = 8
    script.workers = 20
    script.time = 90_061
    script.grace = 45
    script.partition = "short,long"
    script.memory = 8 << 30
    let text = try script.render()
    for directive in [
      "--array=1-20", "--cpus-per-task=8", "--time=1-01:01:01", "--signal=B:TERM@75",
      "--partition=short,long",
      "--mem=8192M", "--requeue",
    ] {
      #expect(text.contains("\n#SBATCH \(directive)\n"), "\(directive)")
    }
    #expect(text.contains("--grace 45s"))
    #expect(text.contains(" --idle-limit 600s --requeue\n"))
  }

  @Test func `what the site wants reaches its place`() throws {
    var script = SlurmScript()
    script.account = "lab-7"
    script.qos = "high"
    script.gpus = "a100:2"
    script.constraint = "[rack1|rack2]&ib"
    script.setup = ["module load openssl", "export A=\"b c\""]
    script.extra = ["--exclusive", "--mail-type=END", "--mem-per-cpu=2G"]
    script.idle = 0
    script.requeues = false
    let text = try script.render()
    for directive in [
      "--account=lab-7", "--qos=high", "--gres=gpu:a100:2", "--constraint=[rack1|rack2]&ib", "--exclusive",
      "--mail-type=END", "--mem-per-cpu=2G",
    ] {
      #expect(text.contains("\n#SBATCH \(directive)\n"), "\(directive)")
    }
    // Slurm reads no directive behind the first command.
    let lines = text.split(separator: "\n")
    let last = try #require(lines.lastIndex { $0.hasPrefix("#SBATCH") })
    #expect(lines[...last].allSatisfy { $0.hasPrefix("#") })
    #expect(text.contains("\nset +eu\nmodule load openssl\nexport A=\"b c\"\nset -eu\n"))
    let command = try #require(lines.last)
    #expect(command.hasPrefix("exec ") && command.hasSuffix(" --grace 20s"), "\(command)")
  }

  @Test(
    arguments: [
      "--signal=KILL", "--sig=KILL", "--no-requeue", "--no-r", "--time=1", "--tim=1", "--array=1-9",
      "--output=x",
      "--gres=gpu:1", "--wrap=true", "--account=x", "--partition=p", "--mem=1",
    ])
  func `an option that the script sets itself, or the beginning of its name, is refused`(option: String) {
    var script = SlurmScript()
    script.extra = [option]
    let error = #expect(throws: DeployError.self) { try script.render() }
    #expect(error?.description.contains("does not set itself") == true)
  }

  @Test func `the default grace is over before Slurm kills`() {
    #expect(SlurmScript().grace <= 20, "Slurm's KillWait is 30 s where nobody changed it")
  }

  @Test func `the worker is told with more time left than its grace period`() throws {
    for grace in [1.0, 30, 600] {
      var script = SlurmScript()
      script.grace = grace
      let match = try #require(try script.render().firstMatch(of: /--signal=B:TERM@([0-9]+)/))
      #expect(try #require(Double(match.1)) > grace)
    }
  }

  @Test func `a value that would write lines of its own is refused`() {
    func refused(_ change: (inout SlurmScript) -> Void) {
      var script = SlurmScript()
      change(&script)
      #expect(throws: DeployError.self) { try script.render() }
    }
    refused { $0.partition = "a\n#SBATCH --uid=0" }
    refused { $0.partition = "a b" }
    refused { $0.partition = "" }
    refused { $0.access = "a\nreboot" }
    refused { $0.binary = "" }
    refused { $0.slots = 0 }
    refused { $0.workers = 0 }
    refused { $0.time = .nan }
    refused {
      $0.time = 60
      $0.grace = 30
    }
    refused { $0.grace = .infinity }
    refused { $0.idle = .nan }
    refused { $0.idle = -1 }
    refused { $0.account = "a\n#SBATCH --uid=0" }
    refused { $0.account = "" }
    refused { $0.qos = "high --uid=0" }
    refused { $0.gpus = "2\n" }
    refused { $0.gpus = "--uid=0" }
    refused { $0.constraint = "a b" }
    refused { $0.constraint = "a;b" }
    refused { $0.setup = ["module load a", "b\nc"] }
    refused { $0.setup = ["a\u{2028}b"] }
    refused { $0.setup = [""] }
    refused { $0.extra = ["--exclusive\n#SBATCH --uid=0"] }
    refused { $0.extra = ["--exclusive\r"] }
    refused { $0.extra = ["exclusive"] }
    refused { $0.extra = ["--"] }
    refused { $0.extra = ["--Exclusive"] }
    refused { $0.extra = ["-p x"] }
    refused { $0.memory = 0 }
  }

  @Test(.enabled(if: RunningProcess.isInstalled("bash"), "needs bash")) func `bash takes every rendering`()
    throws
  {
    let folder = try TemporaryDirectory()
    var script = SlurmScript()
    script.access = "/data/it's \"$HOME\" `x`/worker.access.json"
    script.binary = "/opt/a b/percolate"
    script.setup = ["if true; then", "export A='x'; fi"]
    for (name, text) in [("default", try SlurmScript().render()), ("odd", try script.render())] {
      let file = try folder.write(text, to: name)
      let checked = try RunningProcess.run("bash", ["-n", file])
      #expect(checked.ending == .code(0), "\(checked.text)")
    }
  }

  /// A folder as of a submission, with fakes in `bin` and an access file.
  private func submission(_ pipe: (String) throws -> NamedPipe) throws -> (
    TemporaryDirectory, NamedPipe, [String: String]
  ) {
    let folder = try TemporaryDirectory()
    let pipe = try pipe(folder.path + "/pipe")
    try FileManager.default.createDirectory(atPath: folder.path + "/bin", withIntermediateDirectories: false)
    try folder.writeScript(FakeProgram.worker(pipe), to: "bin/percolate")
    // Whatever is asked of Slurm from inside is said, and no worker gets its signals through it.
    for name in ["srun", "sacct", "squeue"] {
      try folder.writeScript(
        "#!/bin/sh\necho \"\(name) was called\" > '\(pipe.path)'\n", to: "bin/\(name)")
    }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return (
      folder, pipe,
      [
        "PATH": "\(folder.path)/bin:\(path)", "SLURM_JOB_ID": "78", "SLURM_ARRAY_JOB_ID": "77",
        "SLURM_ARRAY_TASK_ID": "3", "SLURM_CPUS_PER_TASK": "6", "SLURM_RESTART_COUNT": "1",
      ]
    )
  }

  @Test(.enabled(if: RunningProcess.isInstalled("bash"), "needs bash"))
  func `the batch process becomes the worker, and SIGTERM reaches it`() throws {
    let (folder, pipe, environment) = try submission(NamedPipe.init)
    try folder.write("{}", to: "it's access.json")
    var script = SlurmScript()
    script.access = "it's access.json"
    let file = try folder.write(try script.render(), to: "worker.sbatch")
    let job = try RunningProcess("bash", [file], environment: environment, directory: folder.path)
    #expect(
      try pipe.line()
        == "\(job.identifier) worker --access it's access.json --slots 6 --grace 20s --idle-limit 600s --requeue"
    )
    job.send(SIGTERM)
    #expect(try pipe.line() == "TERM \(job.identifier)")
    let answer = try job.finish()
    #expect(answer.ending == .code(0))
    #expect(answer.text == "")
    let log = try folder.read("percolate-logs/worker-77-3.log")
    #expect(log.contains("attempt 2"))
  }

  @Test(.enabled(if: RunningProcess.isInstalled("bash"), "needs bash"))
  func `set-up lines reach the worker, and a failing or careless one does not end the job`() throws {
    let (folder, pipe, environment) = try submission(NamedPipe.init)
    try folder.write("{}", to: "worker.access.json")
    var script = SlurmScript()
    script.setup = ["false", ": $NOT_SET", "export PATH=\"$PWD/tools:$PATH\""]
    script.binary = "tool"
    try FileManager.default.createDirectory(
      atPath: folder.path + "/tools", withIntermediateDirectories: false)
    try folder.writeScript(FakeProgram.worker(pipe), to: "tools/tool")
    let file = try folder.write(try script.render(), to: "worker.sbatch")
    let job = try RunningProcess("bash", [file], environment: environment, directory: folder.path)
    #expect(try pipe.line().hasPrefix("\(job.identifier) worker "))
    job.send(SIGTERM)
    #expect(try pipe.line() == "TERM \(job.identifier)")
    #expect(try job.finish().ending == .code(0))
  }

  @Test(.enabled(if: RunningProcess.isInstalled("bash"), "needs bash"))
  func `without an access file or program the log says what to do`() throws {
    let (folder, _, environment) = try submission(NamedPipe.init)
    var script = SlurmScript()
    let file = try folder.write(try script.render(), to: "worker.sbatch")
    #expect(
      try RunningProcess.run("bash", [file], environment: environment, directory: folder.path).ending
        == .code(3))
    #expect(try folder.read("percolate-logs/worker-77-3.log").contains("copy worker.access.json"))
    try folder.write("{}", to: "worker.access.json")
    script.binary = "/nowhere/percolate"
    try folder.write(try script.render(), to: "worker.sbatch")
    #expect(
      try RunningProcess.run("bash", [file], environment: environment, directory: folder.path).ending
        == .code(3))
    #expect(
      try folder.read("percolate-logs/worker-77-3.log").contains("there is no program /nowhere/percolate"))
  }
}
