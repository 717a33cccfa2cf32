import Foundation
import Glibc
import TestSupport
import Testing

/// Outputs that are closed, full or gone.
@Suite(.timeLimit(.minutes(5)))
struct ClosedOutputTests {
  /// A command of the program with redirections, as a shell gives them.
  private func shell(_ redirection: String, _ words: [String]) throws -> Cluster.Answer {
    try Command.run(
      ["-c", "\"$0\" \"$@\" \(redirection)", ProgramUnderTest.path] + words, program: "/bin/sh")
  }

  @Test(arguments: [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
  func `whatever is closed, no file of the journal gets its number`(redirection: String) throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(FinishedSweep.spec, to: "spec.yaml")
    let data = directory.path("data")
    let run = try shell(redirection, ["run", spec, "--workers", "1", "--data", data])
    #expect(run.ending == .code(0), "\(run.errors)")
    let status = try Command.run("status", "--json", "--data", data)
    #expect(try status.json()["sweeps"][0]["census"]["done"].int == 18, "\(status.errors)")
    // Nothing that was printed went into a file.
    let names = try FileManager.default.contentsOfDirectory(atPath: data)
    for name in names where !name.hasPrefix("journal") {
      guard let text = try? String(contentsOfFile: data + "/" + name, encoding: .utf8) else { continue }
      #expect(!text.contains("planned") && !text.contains("report:"), "\(name)")
    }
  }

  @Test func `a coordinator without outputs has /dev/null in their place`() throws {
    let cluster = try Cluster()
    let coordinator = try cluster.start(
      [
        "-c", "exec \"$0\" \"$@\" >&- 2>&- <&-", ProgramUnderTest.path, "coordinator", "--listen",
        "tcp://127.0.0.1:*", "--data", cluster.data,
      ], program: "/bin/sh")
    #expect(
      try cluster.awaitAnswer { $0["sweeps"].exists && FileManager.default.fileExists(atPath: cluster.data) })
    for descriptor in 0...2 {
      let target = try FileManager.default.destinationOfSymbolicLink(
        atPath: "/proc/\(coordinator.identifier)/fd/\(descriptor)")
      #expect(target == "/dev/null", "descriptor \(descriptor)")
    }
    coordinator.send(SIGTERM)
    #expect(try coordinator.exit() == .code(0))
    #expect(try cluster.stop())
  }

  @Test(arguments: [
    ["status"], ["status", "--json"], ["tasks", "last"], ["export", "last", "--wide"], ["explain", "0"],
    ["experiments"], ["experiments", "--json"], ["doctor"], ["--help"], ["run", "--help"], ["--version"],
    ["--generate-completion-script", "bash"], ["report", "last"],
  ])
  func `a full disk is said, with exit code 1`(words: [String]) throws {
    let sweep = try FinishedSweep.shared.get()
    let takesData = !["--help", "--version", "--generate-completion-script", "experiments"].contains(words[0])
    var words = words
    if words[0] == "explain" {
      words[1] = try sweep.run("tasks", "last", "--json").json()["tasks"][0]["id"].text ?? ""
    }
    let more = takesData && !words.contains("--help") ? ["--data", sweep.data] : []
    let answer = try shell("> /dev/full", words + more)
    #expect(answer.ending == .code(1), "\(words): \(answer.errors)")
    #expect(answer.errors.contains("the output could not be written"), "\(words): \(answer.errors)")
    // And a reader that has seen enough is no mistake.
    let head = try shell("| head -c 1 > /dev/null", words + more)
    #expect(head.ending == .code(0), "\(head.errors)")
    let closed = try Command.run(
      ["-c", "(trap '' PIPE; \"$0\" \"$@\"; echo $? >&2) | true", ProgramUnderTest.path] + words + more,
      program: "/bin/sh")
    let code = closed.errors.split(separator: "\n").last.flatMap { Int($0) } ?? -1
    #expect([0, 1].contains(code), "\(words): \(closed.errors)")
  }

  @Test func `errors that nobody can be told do not change how a command ends`() throws {
    for redirection in ["2> /dev/full", "2>&-"] {
      #expect(try shell(redirection, ["status", "--data", "/none"]).ending == .code(3))
      #expect(try shell(redirection, ["run", "/none.yaml"]).ending == .code(2))
      #expect(try shell(redirection, ["no-such-command"]).ending == .code(2))
    }
  }

  @Test func `a limit on the size of files is an error, not a signal`() throws {
    let directory = try TemporaryDirectory()
    let answer = try Command.run(
      [
        "-c", "ulimit -f 1 && exec \"$0\" \"$@\" > \(directory.path("out"))", ProgramUnderTest.path,
        "experiments",
        "--json",
      ], program: "/bin/sh")
    #expect(answer.ending == .code(1), "\(answer.ending)")
    #expect(answer.errors.contains("the output could not be written"), "\(answer.errors)")
  }
}
