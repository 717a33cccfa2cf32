import Foundation
import Glibc
import TestSupport
import Testing

/// Programs of the user's as experiments, through coordinator and workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ProgramTests {
  /// A copy of examples/programs with what they need, in the cluster's folder.
  private func examples(_ cluster: Cluster) throws -> String {
    let folder = cluster.directory.path("examples")
    try FileManager.default.copyItem(atPath: Checkout.file("examples/programs").path, toPath: folder)
    let module = try Command.run("program", "python")
    #expect(module.ending == .code(0))
    try Data(module.output.utf8).write(to: URL(filePath: folder + "/percolate_task.py"))
    let compiled = try Command.run(
      ["clang", "-O2", "-o", folder + "/area", folder + "/area.c"], program: "/usr/bin/env")
    #expect(compiled.ending == .code(0), "\(compiled.errors)")
    return folder
  }

  @Test(arguments: [("curve", 20), ("resume", 4), ("area", 50), ("pipeline", 4)])
  func `the examples run, draw and replay`(name: String, tasks: Int) throws {
    let cluster = try Cluster()
    let folder = try examples(cluster)
    let run = try cluster.run("run", "\(folder)/\(name).yaml", "--workers", "2", "--json")
    #expect(run.ending == .code(0), "\(run.errors)")
    #expect(try run.json()["sweep"]["census"]["done"].int == tasks)
    let page = try #require(try run.json()["report"].text)
    let shown = try FileManager.default.contentsOfDirectory(
      atPath: (page as NSString).deletingLastPathComponent)
    #expect(shown.contains { $0.hasSuffix(".svg") }, "\(shown)")
    let replay = try cluster.run("replay", try cluster.firstTask())
    #expect(replay.ending == .code(0), "\(replay.output) \(replay.errors)")
    // Known already, nothing runs again.
    let again = try cluster.run("run", "\(folder)/\(name).yaml", "--workers", "2", "--json")
    #expect(try again.json()["sweep"]["census"]["done"].int == tasks)
    #expect(try cluster.stop())
  }

  @Test func `scripts in Python run alone as well`() throws {
    let cluster = try Cluster()
    let folder = try examples(cluster)
    let python = try Command.run(["python3", folder + "/resume.py"], program: "/usr/bin/env")
    #expect(python.ending == .code(0), "\(python.errors)")
    #expect(python.output.contains(#"{"result": {"final-loss":"#))
    #expect(python.output.contains("checkpoint at step 50"))
    #expect(try cluster.stop())
  }

  @Test func `workers and coordinator that are killed leave no program, and change no bit`() throws {
    try disturb("resume", step: 15, pause: 0.03)
  }

  @Test(.enabled(if: TorchPython.environment != nil, "needs a Python with torch"))
  func `a training with torch goes on elsewhere with the same bits`() throws {
    try disturb("torch_fit", step: 10, pause: 0.1, environment: TorchPython.environment ?? [:])
  }

  /// Runs an example undisturbed; then elsewhere, where its worker and the coordinator are killed once it is beyond a step
  /// and the checkpoints before it; and compares all results.
  private func disturb(
    _ example: String, step: Int, pause: Double, environment: [String: String] = [:]
  ) throws {
    let calm = try Cluster()
    let slow = ["--set", "parameters={pause: \(pause)}"]
    let undisturbed = try calm.run(
      ["run", "\(try examples(calm))/\(example).yaml", "--no-report"] + slow, environment: environment,
      within: 2 * Patience.seconds)
    #expect(undisturbed.ending == .code(0), "\(undisturbed.errors)")
    let expected = try calm.results()

    let cluster = try Cluster(lease: "3s")
    // The folder is a part of the task, so both sweeps have to have the same one.
    let folder = calm.directory.path("examples")
    try cluster.startCoordinator()
    let worker = try cluster.startWorker(0, slots: 2, environment: environment)
    let submitted = try cluster.run(["submit", "\(folder)/\(example).yaml"] + slow)
    #expect(submitted.ending == .code(0), "\(submitted.errors)")
    #expect(
      try Patience.ask {
        try cluster.run("tasks", "last", "--json").json()["tasks"].list.contains {
          ($0["step"].int ?? 0) > step
        }
      })
    let programs = ProgramTests.programs(in: folder)
    #expect(!programs.isEmpty)
    worker.send(SIGKILL)
    _ = try worker.exit()
    #expect(try ProgramTests.areGone(programs), "programs outlive their worker")
    try cluster.killCoordinator()
    try cluster.startCoordinator()
    let second = try cluster.startWorker(1, slots: 2, environment: environment)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try cluster.results() == expected)
    #expect(try cluster.status()["sweeps"][0]["census"]["failed"].int == 0)
    #expect(second.errors.text.contains(/going on at step [0-9]/), "\(second.errors.text)")
    let task = try cluster.run("explain", try cluster.firstTask(), "--json").json()
    #expect(task["result"].exists)
    #expect(try cluster.stop())
    #expect(try calm.stop())
  }

  /// Processes whose folder is this one, or whose command line names it.
  private static func programs(in folder: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")) == folder
    }
  }

  /// Waits for the end of processes that are nobody's here; false where one lives on.
  private static func areGone(_ processes: [pid_t]) throws -> Bool {
    let question =
      "for process in \(processes.map { "\($0)" }.joined(separator: " ")); do kill -0 $process && exit 1; done; exit 0"
    return try Patience.ask { try Command.run(["-c", question], program: "/bin/sh").ending == .code(0) }
  }

  private static func spec(_ script: String, _ limits: String, index: Int = 1) -> String {
    """
    name: bad
    experiment:
      name: bad
      version: 1
      command: [sh, -c, \(quoted(script))]
      parameters: {index: {kind: integer, default: 0}}
      metrics: {score: {}}
    axes: {index: {from: 1, to: \(index), step: 1}}
    limits: \(limits)
    """
  }

  private static func quoted(_ text: String) -> String {
    "\""
      + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("{", with: "{{")
      .replacing("}", with: "}}") + "\""
  }

  @Test func `a program over its limits is ended whole, also where it ignores SIGTERM and forks`() throws {
    for (limits, outcome) in [
      ("{time: 1s, attempts: 1}", "timed-out"), ("{stall: 1s, attempts: 1}", "stalled"),
    ] {
      let cluster = try Cluster()
      let mark = cluster.directory.path("mark")
      let script = "trap '' TERM; setsid sleep 1000 & echo $! $$ > \(mark); while :; do sleep 1; done"
      let spec = try cluster.directory.write(ProgramTests.spec(script, limits), to: "spec.yaml")
      let run = try cluster.run("run", spec, "--workers", "1", "--no-report")
      #expect(run.ending == .code(1), "\(run.errors)")
      let explained = try cluster.run("explain", try cluster.firstTask(), "--json").json()
      #expect(explained["attempts"][0]["outcome"].text == outcome, "\(outcome)")
      let processes = try String(contentsOfFile: mark, encoding: .utf8).split(whereSeparator: \.isWhitespace)
        .compactMap { pid_t($0) }
      #expect(processes.count == 2)
      #expect(try ProgramTests.areGone(processes))
      #expect(try cluster.stop())
    }
  }

  @Test func `bad tasks are failed with their sentence, and others go on`() throws {
    let cluster = try Cluster()
    let script =
      #"case $PERCOLATE_PARAMETERS in *:2}) exit 64;; *:3}) exit 0;; *:4}) echo no >&3;; esac; echo '{"result":{"score":1}}' >&3"#
    let spec = try cluster.directory.write(
      ProgramTests.spec(script, "{attempts: 1}", index: 6), to: "spec.yaml")
    let run = try cluster.run("run", spec, "--workers", "2", "--no-report", "--json")
    #expect(run.ending == .code(1), "\(run.errors)")
    #expect(try run.json()["sweep"]["census"]["done"].int == 3)
    let failed = try cluster.run("tasks", "last", "--filter", "failed", "--json").json()["tasks"].list
    #expect(failed.count == 3)
    for task in failed {
      let explained = try cluster.run("explain", task["id"].text ?? "", "--json").json()
      #expect(explained["attempts"].list.count == 1)
      #expect(explained["attempts"][0]["reason"].text?.hasPrefix("the program") == true)
    }
    #expect(try cluster.stop())
  }

  @Test(.enabled(if: SmallDisk.obstacle == nil, "needs root and tmpfs mounts"))
  func `a task that fills its worker's disk fails with the disk's name, and others go on`() throws {
    let cluster = try Cluster()
    let disk = try SmallDisk(megabytes: 8)
    let script =
      #"case $PERCOLATE_PARAMETERS in *:2}) cat /dev/zero > "$TMPDIR/data" || exit 3;; esac; echo '{"result":{"score":1}}' >&3"#
    try cluster.startCoordinator()
    try cluster.submit(ProgramTests.spec(script, "{attempts: 1}", index: 6))
    try cluster.startWorker(0, slots: 2, environment: ["TMPDIR": disk.path])
    #expect(try cluster.wait() == .code(1), "\(cluster.log)")
    #expect(try cluster.status()["sweeps"][0]["census"]["done"].int == 5)
    let failed = try cluster.run("tasks", "last", "--filter", "failed", "--json").json()["tasks"][0]["id"]
      .text
    let reason = try cluster.run("explain", failed ?? "", "--json").json()["attempts"][0]["reason"].text ?? ""
    #expect(reason.contains("exit code 3; its last line: cat: "), "\(reason)")
    #expect(
      reason.contains("; the disk at \(disk.path), where its folder \(disk.path)/percolate-task-"),
      "\(reason)")
    #expect(try cluster.stop())
  }

  @Test func `a worker without programs gets no task of one, and says so`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.startWorker(0, options: ["--no-programs"])
    try cluster.submit(ProgramTests.spec(#"echo '{"result":{"score":1}}' >&3"#, "{attempts: 1}"))
    #expect(try cluster.awaitWorkers { $0["workers"].list.count == 1 })
    let task = try cluster.firstTask()
    #expect(
      try Patience.ask {
        try cluster.run("explain", task).output.contains("None of the connected workers runs programs")
      })
    try cluster.startWorker(1)
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try cluster.stop())
  }

  @Test func `declarations are listed as experiments are`() throws {
    let file = Checkout.file("examples/programs/curve-program.yaml").path
    for path in [file, Checkout.file("examples/programs/curve.yaml").path] {
      let answer = try Command.run("experiments", path)
      #expect(answer.ending == .code(0), "\(answer.errors)")
      #expect(answer.output.contains("noisy-decay (version 1)"))
      #expect(answer.output.contains("a number above 0 and at most 2"))
    }
    #expect(
      try Command.run("experiments", file, "--json").json()["experiments"][0]["metrics"].list.count == 2)
    let missing = try Command.run("experiments", "./none.yaml")
    #expect(missing.ending == .code(2))
  }
}
