import Foundation
import TestSupport
import Testing

/// Small things that commands say of a sweep, which have to be true of that sweep and of no other.
@Suite(.timeLimit(.minutes(5)))
struct SmallTruthTests {
  /// A directory at rest with a sweep that excludes two of its combinations.
  private func sweep(_ directory: TemporaryDirectory, name: String = "some", replicates: Int = 2) throws
    -> String
  {
    let path = try directory.write(
      """
      name: \(name)
      experiment: percolation
      parameters: {image-size: 8}
      axes: {sigma: [0.5, 0.3], lambda: [0.3, 1.0], threshold: [0.5]}
      exclude: [{sigma: 0.5, lambda: 0.3, because: "too thin"}]
      replicates: \(replicates)
      """, to: "\(name).yaml")
    let data = directory.path("data")
    let answer = try Command.run("run", path, "--workers", "1", "--no-report", "--data", data)
    guard answer.ending == .code(0) else { throw GaveUp(description: answer.errors) }
    return data
  }

  @Test func `a list of tasks has the sweep's columns, however short it is`() throws {
    let directory = try TemporaryDirectory()
    let data = try sweep(directory)
    let all = try Command.run("tasks", "--data", data)
    let one = try Command.run("tasks", "--limit", "1", "--data", data)
    let head = all.output.split(separator: "\n").first?.split(separator: " ")
    #expect(
      head?.prefix(8) == ["#", "task", "replicate", "status", "attempt", "sigma", "lambda", "threshold"])
    #expect(one.output.split(separator: "\n").first?.split(separator: " ") == head)
    #expect(one.errors.contains("1 of 6 tasks"), "\(one.errors)")
    let none = try Command.run("tasks", "--filter", "failed", "--data", data)
    #expect(none.output.split(separator: "\n").first?.split(separator: " ") == head)
  }

  @Test func `excluded combinations are listed with their reason`() throws {
    let directory = try TemporaryDirectory()
    let data = try sweep(directory)
    let list = try Command.run("tasks", "--filter", "excluded", "--data", data).output.split(separator: "\n")
    #expect(list.count == 2)
    #expect(list.last?.split(separator: " ") == ["excluded", "0.5", "0.3", "0.5", "2", "too", "thin"])
    let document = try Command.run("tasks", "--filter", "excluded", "--json", "--data", data).json()
    #expect(document["total"].int == 2)
    #expect(document["excluded"][0]["reason"].text == "too thin")
    #expect(document["tasks"].list.isEmpty)
    let both = try Command.run("tasks", "--filter", "done,excluded", "--json", "--data", data).json()
    #expect(both["total"].int == 8 && both["tasks"].list.count == 6)
    let done = try Command.run("tasks", "--filter", "done", "--limit", "2", "--json", "--data", data).json()
    #expect(done["total"].int == 6 && done["tasks"].list.count == 2)
    let failed = try Command.run("tasks", "--filter", "failed", "--json", "--data", data).json()
    #expect(failed["total"].int == 0)
  }

  @Test func `a wide export as JSON has a member for each column of the wide table`() throws {
    let sweep = try FinishedSweep.shared.get()
    let table = try sweep.run("export", "small", "--wide").output.split(separator: "\n")
    let wide = try sweep.run("export", "small", "--wide", "--json").json()
    let names = try #require(table.first).split(separator: ",").map(String.init)
    #expect(wide["tasks"].list.count == 18)
    #expect(wide["tasks"][0].missing(names).isEmpty)
    #expect(!wide["tasks"][0]["metrics"].exists)
    let long = try sweep.run("export", "small", "--json").json()
    #expect(long["tasks"][0]["metrics"]["largest-cluster-ratio"].exists)
  }

  @Test func `what is said on the command line beats the environment`() throws {
    let directory = try TemporaryDirectory()
    let data = try sweep(directory)
    let elsewhere = [
      "PERCOLATE_ACCESS": directory.path("none.json"), "PERCOLATE_DATA": directory.path("none"),
    ]
    let explicit = try Command.run(["status", "--data", data], environment: elsewhere)
    #expect(explicit.ending == .code(0), "\(explicit.errors)")
    let access = try Command.run(["status"], environment: elsewhere)
    #expect(access.ending == .code(3) && access.errors.contains("none.json"), "\(access.errors)")
    let both = try Command.run(
      ["worker", "--data", data, "--access", directory.path("third.json")], environment: elsewhere)
    #expect(both.ending == .code(3) && both.errors.contains("third.json"), "\(both.errors)")
    let worker = try Command.run(
      ["deploy", "ssh", directory.write("localhost", to: "hosts.txt"), "--dry-run", "--data", data],
      environment: elsewhere)
    #expect(worker.output.contains(data + "/worker.access.json"), "\(worker.output)\(worker.errors)")
    // Set to nothing is not set.
    let empty = try Command.run(
      ["status"], environment: ["PERCOLATE_ACCESS": "", "PERCOLATE_DATA": data])
    #expect(empty.ending == .code(0), "\(empty.errors)")
  }

  @Test func `a sweep has started with its own first result, not with an earlier sweep's`() throws {
    let directory = try TemporaryDirectory()
    _ = try sweep(directory)
    let data = try sweep(directory, name: "again")
    let page = directory.path("reports/again.html")
    #expect(
      try Command.run("report", "again", "--output", directory.path("reports"), "--data", data).ending
        == .code(0))
    let html = try String(contentsOfFile: page, encoding: .utf8)
    // All of its results were there before it was submitted.
    #expect(!html.contains("<dt>started</dt>"), "the report has the first result of another sweep")
    _ = try sweep(directory, name: "more", replicates: 3)
    _ = try Command.run("report", "more", "--output", directory.path("reports"), "--data", data)
    let more = try String(contentsOfFile: directory.path("reports/more.html"), encoding: .utf8)
    #expect(more.contains("<dt>started</dt>"))
  }

  @Test func `a cancelled sweep ends a wait with 1, and a worker that is not there is exit code 2`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit("name: idle\nexperiment: probe\naxes: {index: [1, 2, 3]}")
    let cancelled = try cluster.run("cancel", "idle", "--json").json()
    #expect(cancelled["changed"].int == 3 && cancelled["targets"][0]["state"].text == "cancelled")
    #expect(try cluster.wait() == .code(1))
    let again = try cluster.run("cancel", "last")
    #expect(again.ending == .code(0) && again.output.contains("is cancelled already; nothing was changed"))
    let retried = try cluster.run("retry", "last")
    #expect(retried.output.contains("3 tasks of sweep idle") && retried.output.contains("will run again"))
    #expect(try cluster.status()["sweeps"][0]["census"]["pending"].int == 3)
    let nobody = try cluster.run("workers", "--drain", "nosuch")
    #expect(nobody.ending == .code(2) && nobody.errors.contains("nosuch"), "\(nobody.output)\(nobody.errors)")
    let bad = try cluster.run("pause", "last", "nosuch")
    #expect(bad.ending == .code(2))
    #expect(try cluster.status()["sweeps"][0]["state"].text == "active")
    #expect(try cluster.stop())
  }
}
