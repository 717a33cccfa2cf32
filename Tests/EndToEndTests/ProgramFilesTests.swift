import Foundation
import Glibc
import TestSupport
import Testing

/// Files that programs bring, through coordinator and workers.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct ProgramFilesTests {
  private static let spec = """
    name: bundled
    experiment:
      name: bundled
      version: 1
      command: [./run.sh, "{index}"]
      files: [run.sh, lib, current]
      exclude: ["*.bin"]
      working-directory: files
      parameters: {index: {kind: integer, default: 0}}
      metrics: {score: {}}
    axes: {index: {from: 1, to: 6, step: 1}}
    limits: {attempts: 1}
    """

  /// A program of several files, which gives the number in one of them.
  private func study(_ cluster: Cluster, _ spec: String = spec, score: Int = 1) throws -> String {
    let folder = cluster.directory.path("study")
    try FileManager.default.createDirectory(atPath: folder + "/lib", withIntermediateDirectories: true)
    try cluster.directory.write(
      "#!/bin/sh\nread score < current/score\necho '{\"result\":{\"score\":'$score'}}' >&3\n",
      to: "study/run.sh",
      mode: 0o755)
    try cluster.directory.write("\(score)\n", to: "study/lib/score")
    try cluster.directory.write("left out", to: "study/lib/large.bin")
    symlink("lib", folder + "/current")
    return try cluster.directory.write(spec, to: "study/spec.yaml")
  }

  private func scores(_ cluster: Cluster) throws -> Set<Double> {
    Set(
      try cluster.run("tasks", "last", "--json").json()["tasks"].list.compactMap {
        $0["metrics"]["score"].double
      })
  }

  @Test func `what runs is what was submitted, on workers that do not see the folder, and comes back`() throws
  {
    let cluster = try Cluster()
    let spec = try study(cluster)
    try cluster.startCoordinator()
    let submitted = try cluster.run("submit", spec)
    #expect(submitted.ending == .code(0), "\(submitted.errors)")
    // Changed, and then gone, before anything runs.
    try cluster.directory.write("2\n", to: "study/lib/score")
    try FileManager.default.moveItem(
      atPath: cluster.directory.path("study"), toPath: cluster.directory.path("gone"))
    for number in 0..<2 {
      try FileManager.default.createDirectory(
        atPath: cluster.directory.path("tmp-\(number)"), withIntermediateDirectories: false)
      try cluster.startWorker(
        number, slots: 2, environment: ["TMPDIR": cluster.directory.path("tmp-\(number)")])
    }
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try scores(cluster) == [1])

    let back = cluster.directory.path("back")
    let export = try cluster.run("export", "last", "--what", "program", "--output", back)
    #expect(export.ending == .code(0), "\(export.errors)")
    #expect(export.output == "current\nlib/score\nrun.sh\n")
    #expect(try cluster.directory.read("back/current/score") == "1\n")
    #expect(access(back + "/run.sh", X_OK) == 0)
    let declaration = try cluster.run("export", "last", "--what", "program")
    #expect(declaration.output.contains("\"command\": [\"./run.sh\", \"{index}\"]"), "\(declaration.output)")
    let again = try cluster.run("export", "last", "--what", "program", "--output", back)
    #expect(again.ending == .code(2) && again.errors.contains("is not empty"))
    // After a restart, too, and on a machine that has none of it.
    try cluster.killCoordinator()
    try cluster.startCoordinator()
    let replay = try cluster.run(
      ["replay", try cluster.firstTask()], environment: ["TMPDIR": cluster.directory.path])
    #expect(replay.ending == .code(0), "\(replay.output) \(replay.errors)")
    #expect(try cluster.stop())
  }

  @Test func `a version lets edits pass, and identity content does not`() throws {
    let cluster = try Cluster()
    let spec = try study(cluster)
    func run(_ changes: String...) throws -> Set<Double> {
      let answer = try cluster.run(
        ["run", spec, "--workers", "2", "--no-report"] + changes.flatMap { ["--set", $0] },
        environment: ["TMPDIR": cluster.directory.path])
      #expect(answer.ending == .code(0), "\(answer.errors)")
      return try scores(cluster)
    }
    #expect(try run() == [1])
    try cluster.directory.write("2\n", to: "study/lib/score")
    let plan = try cluster.run("plan", spec, "--json").json()
    #expect(plan["finished"].int == 6)
    #expect(try run() == [1])
    let content = ["experiment.version=~", "experiment.identity=content"]
    #expect(try run(content[0], content[1]) == [2])
    try cluster.directory.write("3\n", to: "study/lib/score")
    #expect(try run(content[0], content[1]) == [3])
    // Back to what was run before: nothing is run again.
    try cluster.directory.write("2\n", to: "study/lib/score")
    let known = try cluster.run("plan", spec, "--json", "--set", content[0], "--set", content[1]).json()
    #expect(known["finished"].int == 6)
    #expect(try cluster.stop())
  }

  @Test func `with two GPUs two programs run at a time, each with one of its own, and others see none`()
    throws
  {
    let cluster = try Cluster()
    let locks = cluster.directory.path("locks")
    try FileManager.default.createDirectory(atPath: locks, withIntermediateDirectories: false)
    // Whoever finds its device taken says so.
    let script =
      "d=$CUDA_VISIBLE_DEVICES; mkdir \(locks)/$d || exit 64; sleep 0.3; rmdir \(locks)/$d; "
      + "echo \"{{\\\"result\\\":{{\\\"score\\\":$d}}}}\" >&3"
    let spec = """
      name: devices
      experiment:
        name: devices
        version: 1
        command: [sh, -c, '\(script)']
        parameters: {index: {kind: integer, default: 0}}
        metrics: {score: {}}
      axes: {index: {from: 1, to: 6, step: 1}}
      resources: {gpus: 1}
      limits: {attempts: 1}
      """
    let path = try cluster.directory.write(spec, to: "spec.yaml")
    let run = try cluster.run(
      ["run", path, "--workers", "4", "--gpus", "2", "--no-report"],
      environment: ["CUDA_VISIBLE_DEVICES": "5,7"])
    #expect(run.ending == .code(0), "\(run.errors)")
    #expect(try scores(cluster) == [5, 7])
    try cluster.startCoordinator()
    try cluster.submit(
      spec.replacing("name: devices\nexperiment", with: "name: again\nexperiment").replacing(
        "version: 1", with: "version: 2"))
    try cluster.startWorker(0, slots: 2)
    #expect(
      try Patience.ask {
        try cluster.run("explain", cluster.firstTask()).output.contains(
          "It needs 1 GPU, and no worker has any")
      })
    try cluster.startWorker(1, slots: 2, options: ["--gpus", "1"])
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    let workers = try cluster.run("workers", "--json").json()["workers"].list
    #expect(Set(workers.compactMap { $0["gpus"].int }) == [0, 1])
    #expect(try cluster.stop())
  }

  @Test func `a coordinator killed while files arrive has no half of them, and they are sent again`() throws {
    let cluster = try Cluster()
    let spec = try study(
      cluster, Self.spec.replacing("[run.sh, lib, current]", with: "[run.sh, lib, current, large]"))
    let large = cluster.directory.path("study/large")
    let made = try Command.run(
      ["-c", "head -c 100000000 /dev/urandom > '\(large)'"], program: "/bin/sh")
    #expect(made.ending == .code(0))
    try cluster.startCoordinator()
    let submission = try cluster.start(["submit", spec, "--data", cluster.data])
    // On its way, and not all there.
    let arriving = cluster.data + "/files/arriving"
    func arrived() -> Int? {
      let name = (try? FileManager.default.contentsOfDirectory(atPath: arriving))?.first
      return name.flatMap {
        (try? FileManager.default.attributesOfItem(atPath: "\(arriving)/\($0)"))?[.size] as? Int
      }
    }
    #expect(
      try Patience.ask {
        _ = try Command.run([], program: "/bin/true")
        return arrived() ?? 0 > 0
      })
    try cluster.killCoordinator()
    submission.send(SIGKILL)
    _ = try submission.exit()
    let half = try #require(arrived(), "all had arrived before the coordinator was killed")
    #expect(half < 100_000_000)
    // It is no file of a program yet, and a restart leaves it at that.
    try cluster.startCoordinator()
    #expect(try cluster.status()["sweeps"].list.isEmpty)
    let again = try cluster.run("submit", spec)
    #expect(again.ending == .code(0), "\(again.errors)")
    #expect(arrived() == nil)
    try FileManager.default.createDirectory(
      atPath: cluster.directory.path("tmp"), withIntermediateDirectories: false)
    try cluster.startWorker(0, slots: 2, environment: ["TMPDIR": cluster.directory.path("tmp")])
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try scores(cluster) == [1])
    let back = cluster.directory.path("back")
    let export = try cluster.run("export", "last", "--what", "program", "--output", back)
    #expect(export.ending == .code(0), "\(export.errors)")
    let same = try Command.run(["-c", "cmp '\(large)' '\(back)/large'"], program: "/bin/sh")
    #expect(same.ending == .code(0), "\(same.output)")
    #expect(try cluster.stop())
  }

  @Test func `what cannot be sent is refused by every command before anything starts`() throws {
    let cluster = try Cluster()
    for (old, new, says) in [
      (
        "[run.sh, lib, current]", "[run.sh, libb]",
        "spec.yaml:6:19: the program's files cannot be sent: `libb` is not there"
      ),
      ("[run.sh, lib, current]", "[run.sh, ../data]", "lies outside of the folder"),
      ("[run.sh, lib, current]", "[run.sh, current]", "leads to `lib`, which is not among the files"),
      ("[run.sh, lib, current]", "[run.sh, lib, current, pipe]", "a device, a pipe or a socket"),
    ] {
      let spec = try study(cluster, Self.spec.replacing(old, with: new))
      mkfifo(cluster.directory.path("study/pipe"), 0o600)
      for command in [["run", spec, "--no-report"], ["plan", spec], ["submit", spec]] {
        let answer = try cluster.run(command)
        #expect(answer.ending == .code(2), "\(answer.errors)")
        #expect(answer.errors.contains(says), "\(answer.errors)")
      }
      let shown = try Command.run("experiments", spec)
      #expect(shown.ending == .code(2) && shown.errors.contains(says), "\(shown.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: cluster.data))
    let shown = try Command.run("experiments", try study(cluster))
    #expect(shown.output.contains("3 files"), "\(shown.output)")
    #expect(try cluster.stop())
  }
}
