import Foundation
import TestSupport
import Testing

/// `--json` of each command is one document with a version and the keys that scripts read.
@Suite(.timeLimit(.minutes(5)))
struct DocumentTests {
  @Test func `commands on a finished sweep print their documents`() throws {
    let sweep = try FinishedSweep.shared.get()
    #expect((try JSONDocument(sweep.runOutput)).missing(["version", "sweep", "report"]).isEmpty)
    let task = try #require(try sweep.run("tasks", "last", "--json").json()["tasks"][0]["id"].text)
    let expected: [([String], [String])] = [
      (
        ["plan", sweep.specPath, "--json"],
        ["sweep", "name", "experiment", "planned", "tasks", "excluded", "exclusions", "finished"]
      ),
      (["status", "--json"], ["sweeps", "workers", "slots"]),
      (["tasks", "last", "--json"], ["sweep", "name", "tasks", "total"]),
      (["explain", task, "--json"], ["task", "explanation", "attempts", "sweeps", "definition", "result"]),
      (["replay", task, "--json"], ["task", "recorded", "replayed", "is_same", "metrics"]),
      (["report", "last", "--json"], ["sweep", "page", "files"]),
      (["export", "last", "--json"], ["tasks"]),
      (["export", "last", "--format", "json", "--what", "curves"], ["curves"]),
      (["export", "last", "--format", "json", "--what", "metrics"], ["series"]),
    ]
    for (arguments, keys) in expected {
      let answer = try sweep.run(arguments)
      #expect(answer.ending == .code(0), "\(arguments): \(answer.errors)")
      let document = try answer.json()
      #expect(document["version"].int == (arguments.contains("curves") ? 2 : 1), "\(arguments)")
      #expect(try JSONKeys.strange(in: answer.output) == [], "\(arguments)")
      #expect(document.missing(keys) == [], "\(arguments): \(answer.output)")
      #expect(answer.errors.isEmpty, "\(arguments): \(answer.errors)")
    }
    let row = try sweep.run("status", "--json").json()["sweeps"][0]
    let census = row["census"]
    let names = ["done", "failed", "cancelled", "excluded", "running", "pending"]
    #expect(names.compactMap { census[$0].int }.reduce(0, +) == row["planned"].int)
    let schema = try Command.run("experiments", "probe", "--json").json()["experiments"][0]
    #expect(schema.missing(["name", "version", "parameters", "metrics", "artifacts"]).isEmpty)
    for arguments in [["experiments", "--json"], ["doctor", "--json"]] {
      #expect(try JSONKeys.strange(in: Command.run(arguments).output) == [], "\(arguments)")
    }
    #expect(try JSONKeys.strange(in: sweep.runOutput) == [])
  }

  @Test func `artifacts are copied out with a table of whose they are`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      "name: files\nexperiment: probe\nparameters: {payload: 1234}\naxes: {index: [1, 2]}\nreplicates: 2",
      to: "spec.yaml")
    #expect(try cluster.run("run", spec, "--workers", "1").ending == .code(0))
    let out = cluster.data + "/copied"
    let table = try cluster.run("export", "files", "--what", "artifacts", "--output", out).output
    let rows = table.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    #expect(rows.first == ["task", "replicate", "index", "name", "media-type", "bytes", "file"])
    #expect(Set(rows.dropFirst().map { $0[1] + $0[2] }) == ["01", "02", "11", "12"])
    let files = try FileManager.default.contentsOfDirectory(atPath: out)
    #expect(Set(files) == Set(rows.dropFirst().map { $0[6] }) && files.count == 4)
    let sizes = try files.map { try Data(contentsOf: URL(filePath: "\(out)/\($0)")).count }
    #expect(sizes == [1234, 1234, 1234, 1234])
    let listed = try cluster.run("export", "files", "--what", "artifacts")
    #expect(listed.output.split(separator: "\n").count == 5)
    #expect(try cluster.run("export", "files", "--output", out).ending == .code(2))
  }

  @Test func `commands to a coordinator print their documents, and lists and ranges are understood`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    for number in 1...3 {
      let spec = try cluster.directory.write(
        "name: s\(number)\nexperiment: probe\nparameters: {duration: 600}\naxes: {index: [\(number)]}",
        to: "s\(number).yaml")
      let submitted = try cluster.run("submit", spec, "--json").json()
      #expect(submitted.missing(["version", "sweep", "name", "planned", "excluded", "done"]) == [])
      #expect(submitted["is_known"].exists)
    }
    for arguments in [["pause", "s1"], ["resume", "1"], ["cancel", "1,3"], ["retry", "1-2"]] {
      let answer = try cluster.run(arguments + ["--json"])
      #expect(answer.ending == .code(0), "\(arguments): \(answer.errors)")
      #expect(try answer.json().missing(["version", "message"]) == [], "\(arguments)")
      #expect(try JSONKeys.strange(in: answer.output) == [], "\(arguments)")
    }
    let states = try cluster.status()["sweeps"].list.map { $0["census"]["cancelled"].int }
    #expect(states.sorted { ($0 ?? 0) < ($1 ?? 0) } == [0, 0, 1])
    #expect(try cluster.run("workers", "--json").json()["workers"].exists)
    for arguments in [["workers", "--json"], ["keys", "list", "--json"], ["status", "--json"]] {
      #expect(try JSONKeys.strange(in: cluster.run(arguments).output) == [], "\(arguments)")
    }
    let keys = try cluster.run("keys", "list", "--json").json()["keys"].list
    #expect(Set(keys.compactMap { $0["role"].text }) == ["client", "worker"])
    let added = try cluster.run("keys", "add", "night", "--role", "worker", "--json").json()
    let path = try #require(added["written"].text)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try cluster.run("keys", "revoke", "night", "--json").ending == .code(0))
    let limited = try cluster.run("wait", "s1", "--limit", "0s", "--json")
    #expect(limited.ending == .code(4))
    #expect(limited.output.isEmpty)
    // A failure is a document too, on stderr.
    #expect(try JSONDocument(limited.errors)["exit_code"].int == 4)
    #expect(try JSONKeys.strange(in: limited.errors) == [])
    _ = try cluster.run("cancel", "all")
    #expect(try cluster.run("wait", "s1", "--json").ending == .code(1))
    #expect(try cluster.stop())
  }
}
