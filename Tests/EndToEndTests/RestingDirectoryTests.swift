import Foundation
import TestSupport
import Testing

/// One machine is enough: what failed is run again without a coordinator to ask.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RestingDirectoryTests {
  private static let spec = """
    name: halting
    experiment: probe
    axes:
      outcome: [ok, fail]
      index: [1, 2, 3]
    """

  /// Runs a line that the program proposed, as a shell does.
  private func paste(_ line: String) throws -> Cluster.Answer {
    let folder = (ProgramUnderTest.path as NSString).deletingLastPathComponent
    return try Command.run(
      ["-c", line], program: "/bin/sh", environment: ["PATH": "\(folder):/usr/bin:/bin"])
  }

  private func census(_ data: String) throws -> JSONDocument {
    try Command.run("status", "--json", "--data", data).json()["sweeps"][0]["census"]
  }

  @Test func `retry, cancel, pause and resume change the journal of a directory at rest`() throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(RestingDirectoryTests.spec, to: "spec.yaml")
    let data = directory.path("data")
    #expect(try Command.run("run", spec, "--workers", "1", "--no-report", "--data", data).ending == .code(1))
    let access = try Data(contentsOf: URL(fileURLWithPath: data + "/client.access.json"))
    let retry = try Command.run("retry", "last", "--data", data)
    #expect(retry.ending == .code(0), "\(retry.errors)")
    #expect(retry.output.contains("3 tasks of sweep halting"), "\(retry.output)")
    #expect(retry.errors.contains("no coordinator is running on \(data)"))
    #expect(try census(data)["pending"].int == 3)
    #expect(try Command.run("pause", "all", "--data", data).output.contains("is paused"))
    #expect(
      try Command.run("resume", "all", "--data", data).output.contains("is active again: 3 tasks to go"))
    #expect(try Command.run("cancel", "last", "--data", data).ending == .code(0))
    #expect(try census(data)["cancelled"].int == 3)
    let nothing = try Command.run("retry", "no-such-sweep", "--data", data)
    #expect(nothing.ending == .code(2), "\(nothing.errors)")
    // Others may hold copies of the access files, which must stay as they are.
    #expect(try Data(contentsOf: URL(fileURLWithPath: data + "/client.access.json")) == access)
    let absent = try Command.run("retry", "last", "--data", directory.path("none"), "--timeout", "1s")
    #expect(absent.ending == .code(3))
  }

  @Test func `what run proposes after failures can be pasted as it is`() throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(RestingDirectoryTests.spec, to: "my spec.yaml")
    let data = directory.path("it's data")
    let run = try Command.run(
      "run", spec, "--workers", "1", "--no-report", "--set", "replicates=2", "--data", data)
    #expect(run.ending == .code(1), "\(run.errors)")
    func proposed(_ start: String) throws -> String {
      let line = run.output.split(separator: "\n").first { $0.hasPrefix(start) }
      return String(try #require(line, "\(run.output)").dropFirst(start.count))
    }
    let why = try paste(try proposed("why tasks failed: "))
    #expect(why.ending == .code(0), "\(why.errors)")
    #expect(why.output.split(separator: "\n").count == 7)
    let again = try paste(try proposed("run them again: "))
    #expect(again.ending == .code(1), "\(again.errors)")
    let tasks = try Command.run("tasks", "last", "--filter", "failed", "--json", "--data", data).json()[
      "tasks"]
    #expect(tasks.list.allSatisfy { $0["attempt"].int == 2 })
    #expect(try census(data)["done"].int == 6)
    // What explain proposes, too.
    let id = try #require(tasks[0]["id"].text)
    let explained = try Command.run("explain", id, "--data", data)
    let line = explained.output.split(separator: "`").first { $0.hasPrefix("percolate retry") }
    #expect(try paste(String(try #require(line))).output.contains("will run again"))
  }

  @Test func `status of a directory at rest says that nothing runs`() throws {
    let sweep = try FinishedSweep.shared.get()
    let status = try sweep.run("status")
    #expect(status.ending == .code(0))
    #expect(status.errors.contains("no coordinator is running on \(sweep.data)"))
    #expect(!status.output.contains("0 workers"))
    #expect(try sweep.run("status", "--json").json()["is_at_rest"].bool == true)
  }
}
