import Foundation
import Glibc
import TestSupport
import Testing

/// What scripts rely on: names, help, exit codes and completion.
@Suite(.timeLimit(.minutes(5)))
struct CommandLineTests {
  static let commands = [
    "run", "plan", "program", "convert", "experiments", "coordinator", "worker", "keys", "deploy", "allocate",
    "doctor", "backup", "import", "disk", "prune", "submit", "wait", "status", "watch", "page", "tasks",
    "explain",
    "cancel", "pause", "resume", "retry", "priority", "delete", "workers", "replay", "report", "export",
    "analyse",
  ]

  /// The words behind "SUBCOMMANDS:" headings of a help text.
  private func listed(_ help: String) -> [String] {
    var isInside = false
    return help.split(separator: "\n").compactMap { line in
      if line.hasSuffix("SUBCOMMANDS:") { isInside = true }
      guard isInside, line.hasPrefix("  "), !line.hasPrefix("   "), !line.contains("See '") else {
        return nil
      }
      return line.split(separator: " ").first.map(String.init)
    }
  }

  @Test func `the help lists every command and no other`() throws {
    let help = try Command.run("--help")
    #expect(help.ending == .code(0))
    #expect(listed(help.output).sorted() == CommandLineTests.commands.sorted())
    let deploy = try Command.run("deploy", "--help").output
    #expect(listed(deploy) == ["slurm", "kubernetes", "systemd", "ssh"])
    let allocate = try Command.run("allocate", "--help").output
    #expect(listed(allocate) == ["slurm", "list", "explain", "pause", "resume", "remove", "dry-run"])
    let keys = try Command.run("keys", "--help").output
    #expect(listed(keys) == ["list", "add", "revoke"])
  }

  @Test func `every command explains itself`() throws {
    for command in CommandLineTests.commands {
      let help = try Command.run(command, "--help")
      #expect(help.ending == .code(0), "\(command): \(help.errors)")
      #expect(help.output.contains("USAGE: percolate \(command)"), "\(command)")
      #expect(help.errors.isEmpty)
    }
  }

  @Test func `an option that does not exist is named in a sentence, with exit code 2`() throws {
    for command in CommandLineTests.commands {
      let words = [
        "run", "plan", "convert", "submit", "explain", "cancel", "pause", "resume", "retry", "replay",
        "delete", "priority", "backup", "import",
      ]
      let arguments = [command] + (words.contains(command) ? ["last"] : []) + ["--no-such-option"]
      let answer = try Command.run(arguments)
      #expect(answer.ending == .code(2), "\(command)")
      #expect(answer.errors.contains("--no-such-option"), "\(command): \(answer.errors)")
      #expect(answer.output.isEmpty)
    }
    let command = try Command.run("swep")
    #expect(command.ending == .code(2))
    #expect(command.errors.contains("swep"))
  }

  @Test func `the documented options are there`() throws {
    let promised: [String: [String]] = [
      "run": ["--workers", "--profile", "--set", "--data", "--no-report", "--json"],
      "plan": ["--profile", "--json"], "experiments": ["--json"],
      "coordinator": ["--listen", "--data", "--insecure"],
      "worker": ["--access", "--slots", "--time-limit"], "tasks": ["--filter", "--json"],
      "report": ["--output", "--json"], "export": ["--format", "--wide", "--what", "--json"],
    ]
    for (command, options) in promised {
      let help = try Command.run(command, "--help").output
      for option in options { #expect(help.contains(option), "\(command) \(option)") }
    }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a completion script is generated`(_ shell: String) throws {
    let script = try Command.run("--generate-completion-script", shell)
    #expect(script.ending == .code(0))
    for command in CommandLineTests.commands { #expect(script.output.contains(command)) }
    guard shell == "bash" else { return }
    let directory = try TemporaryDirectory()
    let path = try directory.write(script.output, to: "completion.bash")
    let check = try Command.run(["-n", path], program: "/bin/bash")
    #expect(check.ending == .code(0), "\(check.errors)")
  }

  @Test func `doctor looks at everything that it promises`() throws {
    let directory = try TemporaryDirectory()
    let answer = try Command.run("doctor", "--json", "--data", directory.path)
    let checks = try answer.json()["checks"].list
    let names = Set(checks.compactMap { $0["name"].text })
    #expect(
      names.isSuperset(of: ["processor", "oneDNN", "libzmq", "CURVE", "open files", "clock", "free disk"]),
      "\(names)")
    #expect(checks.allSatisfy { ["good", "note", "mend"].contains($0["verdict"].text) })
    #expect(checks.allSatisfy { $0["found"].text?.isEmpty == false })
    let arithmetic = try Command.run(
      ["doctor", "--json", "--data", directory.path], environment: ["ONEDNN_MAX_CPU_ISA": "AVX2"])
    let restricted = try arithmetic.json()["checks"].list.first { $0["name"].text == "oneDNN" }
    #expect(restricted?["found"].text?.contains("AVX512") == false, "\(arithmetic.output)")
    #expect(restricted?["found"].text?.contains("bfloat16 is computed in float32") == true)
    let mustMend = checks.contains { $0["verdict"].text == "mend" }
    #expect(answer.ending == .code(mustMend ? 1 : 0))
    #expect(try Command.run("doctor", "--data", directory.path).output.contains("CURVE"))
  }

  @Test func `exit codes 3, 4 and 130 mean what the help says`() throws {
    let cluster = try Cluster()
    let nobody = try cluster.run("status")
    #expect(nobody.ending == .code(3))
    #expect(nobody.errors.contains(cluster.data), "\(nobody.errors)")
    #expect(!FileManager.default.fileExists(atPath: cluster.data), "a question creates nothing")

    try cluster.startCoordinator()
    try cluster.submit("name: idle\nexperiment: probe\naxes: {index: [1]}")
    let late = try cluster.run("wait", "last", "--limit", "1s")
    #expect(late.ending == .code(4), "\(late.errors)")
    #expect(late.errors.contains("in time"))

    let watch = try cluster.start(["watch", "last", "--data", cluster.data])
    #expect(watch.errors.wait { $0.contains("idle") || $0.contains("pending") }, "\(watch.errors.text)")
    watch.send(SIGINT)
    #expect(try watch.exit() == .code(130), "\(watch.errors.text)")

    let unknown = try cluster.run("status", "no-such-sweep")
    #expect(unknown.ending == .code(2))
    #expect(unknown.errors.contains("no-such-sweep"))

    try cluster.killCoordinator()
    for command in [["wait", "last"], ["watch", "last"], ["keys"], ["workers"]] {
      let answer = try cluster.run(command + ["--timeout", "1s"])
      #expect(answer.ending == .code(3), "\(command): \(answer.errors)")
      #expect(answer.errors.contains(cluster.endpoint), "\(command): \(answer.errors)")
    }
  }
}
