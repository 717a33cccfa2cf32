import Foundation
import TestSupport
import Testing

/// Options have ranges, addresses are real, and what is misspelt is answered with the right name. None of these
/// commands gets as far as doing anything.
@Suite(.timeLimit(.minutes(10)))
struct ArgumentTests {
  /// Options that take a value, by command, as its help lists them.
  private static func options(of command: [String]) throws -> [String] {
    let help = try Command.run(command + ["--help"]).output
    return help.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("  -"), let value = line.firstMatch(of: /(--[a-z-]+) <[^>]+>/) else { return nil }
      return String(value.output.1)
    }
  }

  @Test func `no option takes an empty text`() throws {
    let nested = [
      ["deploy", "slurm"], ["deploy", "systemd"], ["deploy", "ssh"], ["keys", "list"], ["keys", "add"],
    ]
    var seen = 0
    for command in CommandLineTests.commands.filter({ $0 != "deploy" && $0 != "keys" }).map({ [$0] }) + nested
    {
      for option in try Self.options(of: command) where option != "--reason" {
        seen += 1
        let answer = try Command.run(command + [option, ""])
        #expect(answer.ending == .code(2), "\(command) \(option)")
        #expect(
          answer.errors.contains("\(option) takes a value, found an empty text"),
          "\(command): \(answer.errors)")
      }
    }
    // The help was read, and not an empty list.
    #expect(seen > 60)
    #expect(try Command.run("status", "").errors.contains("argument 2 is empty"))
    #expect(try Command.run("status", "--data=").errors.contains("--data takes a value"))
  }

  @Test(arguments: [
    ("coordinator --listen tcp://127.0.0.1:99999", "--listen"), ("coordinator --listen 7733", "--listen"),
    ("coordinator --listen http://foo:80", "--listen"),
    ("coordinator --listen tcp://::1:7733", "tcp://[::1]:7733"),
    ("coordinator --listen tcp://no-such-interface0:7733", "the interfaces are"),
    ("coordinator --listen tcp://127.0.0.1:* --advertise http://foo", "not a URL"),
    ("coordinator --listen tcp://127.0.0.1:* --advertise a/b", "--advertise"),
    ("coordinator --listen tcp://127.0.0.1:* --advertise *", "nobody can connect"),
    ("coordinator --listen tcp://127.0.0.1:* --advertise host:0", "--advertise"),
    ("coordinator --lease 1", "--lease takes 2s to 1h"), ("coordinator --lease 0", "--lease takes 2s to 1h"),
    ("coordinator --lease 2h", "--lease takes 2s to 1h"),
    ("coordinator --lease 1e99", "--lease takes a duration"),
    ("coordinator --lease=-5s", "--lease takes a duration"),
    ("coordinator --grace 2h", "--grace takes 0s to 1h"),
    ("run SPEC --workers 0 --data DIR", "--workers takes 1 to 1024"),
    ("run SPEC --workers 10000 --data DIR", "--workers takes 1 to 1024"),
    ("run SPEC --workers=-1 --data DIR", "--workers takes 1 to 1024"),
    ("run SPEC --workers many --data DIR", "--workers"),
    ("tasks --limit 0 --data DIR", "--limit takes 1 to"),
    ("tasks --limit=-3 --data DIR", "--limit takes 1 to"),
    ("status --timeout 0s --data DIR", "--timeout takes"),
    ("status --timeout 9999d --data DIR", "--timeout takes"),
    ("status --timeout soon --data DIR", "--timeout takes a duration"),
    ("wait --limit=-1s --data DIR", "--limit takes"),
    ("deploy slurm --memory 12parsecs", "--memory takes a size"),
    ("deploy slurm --memory 1kB", "--memory takes 1 MiB"),
    ("deploy slurm --memory 999999TiB", "--memory"), ("deploy slurm --workers 0", "--workers"),
    ("deploy slurm --slots 0", "--slots"), ("deploy slurm --time 1s", "--time"),
    ("allocate slurm q --max 0 --data DIR", "--max takes 1 to 100000, found 0"),
    ("allocate slurm q --backlog 1001 --data DIR", "--backlog takes 1 to 1000"),
    ("allocate slurm q --idle never --data DIR", "--idle takes a duration"),
    ("allocate slurm q --data DIR", "there is no access file of a worker at"),
    ("deploy systemd --listen tcp://127.0.0.1:99999", "--listen"),
    ("deploy systemd --advertise http://foo", "--advertise"),
    ("export --wide --what curves --data DIR", "--wide goes with --what tasks"),
  ])
  func `what no option can mean is refused with what it takes`(_ line: String, _ words: String) throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write("name: s\nexperiment: probe\naxes: {index: [1]}", to: "s.yaml")
    let arguments = line.split(separator: " ").map {
      $0 == "DIR" ? directory.path("none") : $0 == "SPEC" ? spec : String($0)
    }
    let isServer = ["coordinator"].contains(arguments[0]) && !arguments.contains("--data")
    let answer = try Command.run(arguments + (isServer ? ["--data", directory.path("data")] : []))
    #expect(answer.ending == .code(2), "\(line): \(answer.errors)")
    #expect(answer.errors.contains(words), "\(line): \(answer.errors)")
    #expect(!FileManager.default.fileExists(atPath: directory.path("none")))
  }

  @Test(arguments: [
    ("stauts", "percolate status"), ("submti x.yaml", "percolate submit"), ("key list", "percolate keys"),
    ("keys lst", "percolate keys list"), ("keys revok x", "percolate keys revoke"),
    ("deploy slrum", "percolate deploy slurm"), ("allocate slrum q", "percolate allocate slurm"),
    ("experiment", "percolate experiments"),
  ])
  func `a misspelt command is answered with the right one`(_ line: String, _ near: String) throws {
    let answer = try Command.run(line.split(separator: " ").map(String.init))
    #expect(answer.ending == .code(2))
    #expect(answer.errors.contains("did you mean `\(near)`?"), "\(answer.errors)")
    let far = try Command.run("frobnicate")
    #expect(far.ending == .code(2) && far.errors.contains("there are allocate, analyse"), "\(far.errors)")
  }

  @Test func `a misspelt option, experiment or status is answered with the right one`() throws {
    #expect(try Command.run("run", "--profil", "smoke", "x.yaml").errors.contains("--profile"))
    #expect(try Command.run("experiments", "percolaton").errors.contains("did you mean `percolation`?"))
    let sweep = try FinishedSweep.shared.get()
    for (arguments, near) in [
      (["tasks", "last", "--filter", "runing"], "`running`"),
      (["tasks", "last", "--filter", "done,faild"], "`failed`"),
    ] {
      let answer = try Command.run(arguments + ["--data", sweep.data])
      #expect(answer.ending == .code(2))
      #expect(answer.errors.contains("did you mean \(near)?"), "\(answer.errors)")
    }
  }

  @Test(arguments: [
    (
      "program: train.py\nmethod: grid\nparameters:\n  lr: {values: [0.1, 0.2]}\n", "a Weights & Biases sweep"
    ),
    (
      "{\"method\": \"bayes\", \"metric\": {\"name\": \"loss\"}, \"parameters\": {\"lr\": {\"min\": 0.1}}}",
      "a Weights & Biases sweep"
    ),
    ("defaults:\n  - model: small\nlr: 0.1\n", "a Hydra configuration"),
    ("python train.py --lr 0.1\npython train.py --lr 0.2\n", "a list of commands"),
    ("#!/bin/bash\n#SBATCH --array=1-10\nsrun python train.py\n", "a batch script"),
    ("[{\"lr\": 0.1}, {\"lr\": 0.2}]", "a list of runs"), ("- lr: 0.1\n- lr: 0.2\n", "a list of runs"),
    ("import torch\nfor lr in [1, 2]:\n  train(lr)\n", "a Python program"),
    ("apiVersion: batch/v1\nkind: Job\n", "a Kubernetes manifest"),
    ("stages:\n  train:\n    cmd: x\n", "a DVC pipeline"),
  ])
  func `a file of another tool is recognised, and told how it is written here`(_ text: String, _ name: String)
    throws
  {
    let directory = try TemporaryDirectory()
    let path = try directory.write(text, to: "sweep.yaml")
    let answer = try Command.run("plan", path)
    #expect(answer.ending == .code(2))
    #expect(answer.errors.contains("sweep.yaml looks like \(name), not like a spec"), "\(answer.errors)")
    #expect(answer.errors.contains("axes"), "\(answer.errors)")
  }

  @Test func `a spec with a mistake is not taken for another tool's file`() throws {
    let directory = try TemporaryDirectory()
    for text in [
      "name: s\nexperiment: probe\nparameters: {seed: 3}\naxes: {indx: [1]}",
      "{\"name\": \"s\", \"experiment\": \"probe\", \"axes\": {\"indx\": [1]}}",
      "name: s\nexperimnt: probe\naxes: {index: [1]}",
    ] {
      let answer = try Command.run("plan", directory.write(text, to: "s.yaml"))
      #expect(answer.ending == .code(2))
      #expect(!answer.errors.contains("looks like"), "\(answer.errors)")
    }
  }
}
