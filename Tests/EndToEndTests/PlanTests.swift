import Foundation
import TestSupport
import Testing

/// What `plan` foretells, and how large a spec it looks at.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PlanTests {
  private func write(_ text: String, in directory: TemporaryDirectory, to name: String = "spec.yaml") throws
    -> String
  {
    try directory.write(text, to: name)
  }

  @Test(arguments: ["", "exclude: [{sigma: 0.2, lambda: [0.15, 0.16]}]"])
  func `ten million valid points are planned in little memory`(exclusion: String) throws {
    let directory = try TemporaryDirectory()
    let path = try write(
      """
      name: large
      experiment: percolation
      axes:
        sigma: {from: 0.1001, to: 1.1, step: 0.0001}
        lambda: {from: 0.1001, to: 0.2, step: 0.0001}
      \(exclusion)
      """, in: directory)
    let answer = try Command.run(
      [
        "-c", "ulimit -d \(200 * 1024) && exec \"$0\" \"$@\"", ProgramUnderTest.path, "plan", path, "--json",
        "--data", directory.path("data"),
      ], program: "/bin/sh")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let document = try answer.json()
    #expect(document["planned"].int == 10_000_000)
    #expect(document["excluded"].int == (exclusion.isEmpty ? 0 : 2))
    #expect(document["unknown_because"].text?.contains("no task of experiment percolation") == true)
  }

  @Test func `the cost of what never ran follows from its work, with how sure that is`() throws {
    let directory = try TemporaryDirectory()
    let data = directory.path("data")
    let smoke = try write(
      "name: smoke\nexperiment: probe\naxes: {index: [1, 2, 3]}\nparameters: {duration: 0.2}\n", in: directory
    )
    let run = try Command.run("run", smoke, "--data", data, "--workers", "1", "--no-report")
    #expect(run.ending == .code(0), "\(run.errors)")
    let large = try write(
      "name: large\nexperiment: probe\naxes: {index: {from: 1, to: 100, step: 1}}\nparameters: {duration: 3600}\n",
      in: directory, to: "large.yaml")
    let document = try Command.run("plan", large, "--json", "--data", data).json()
    let hours = try #require(document["core_hours"].double)
    #expect((90...200).contains(hours))
    #expect(try #require(document["core_hours_low"].double) < hours)
    #expect(try #require(document["core_hours_high"].double) > hours)
    #expect((10_000...30_000).contains(try #require(document["extrapolation"].double)))
    let text = try Command.run("plan", large, "--data", data).output
    #expect(
      text.contains("core-hours for the rest, most likely") && text.contains("a rough guess"), "\(text)")
    #expect(text.contains("from 3 finished tasks of experiment probe"), "\(text)")
    let again = try Command.run("plan", smoke, "--data", data).output
    #expect(again.contains("all tasks are finished"), "\(again)")
    // Too far from anything that ran.
    let far = try write(
      "name: far\nexperiment: probe\naxes: {index: [1, 2]}\nparameters: {duration: 604800}\n", in: directory,
      to: "far.yaml")
    let unknown = try Command.run("plan", far, "--data", data).output
    #expect(
      unknown.contains("the cost is not known: the longest task has 3000000 times the work"), "\(unknown)")
    // More tasks than are looked up one by one: sampled, and the finished ones found all the same.
    let many = try write(
      "name: many\nexperiment: probe\naxes: {index: {from: 1, to: 200000, step: 1}}\nparameters: {duration: 0.2}\n",
      in: directory, to: "many.yaml")
    let sampled = try Command.run("plan", many, "--json", "--data", data).json()
    #expect(sampled["finished"].int == 3)
    #expect((10...25).contains(try #require(sampled["core_hours"].double)))
  }

  @Test func `what may be a mistake is said by plan and by submit`() throws {
    let directory = try TemporaryDirectory()
    let path = try write(
      "name: gap\nexperiment: probe\naxes: {duration: {from: 0.1, to: 1, step: 0.35}}\n", in: directory)
    for command in ["plan", "submit"] {
      let answer = try Command.run(command, path, "--data", directory.path("data"))
      #expect(answer.errors.contains("warning: \(path):3:"), "\(command): \(answer.errors)")
      #expect(answer.errors.contains("its values are 0.1, 0.45, 0.8"), "\(command): \(answer.errors)")
    }
    let document = try Command.run("plan", path, "--json", "--data", directory.path("data")).json()
    #expect(document["warnings"].list.count == 1 && document["tasks"].int == 3)
  }

  @Test func `a spec from another system runs`() throws {
    let directory = try TemporaryDirectory()
    let path = try write(
      "\u{FEFF}name: windows\r\nexperiment: probe\r\n# R&D: *all* of it\r\naxes: {index: [1, 2]}\r\n",
      in: directory)
    let run = try Command.run(
      "run", path, "--data", directory.path("data"), "--workers", "1", "--no-report", "--set", "seeds=[7, 8]")
    #expect(run.ending == .code(0), "\(run.errors)")
    let tasks = try Command.run("export", "windows", "--data", directory.path("data"), "--wide").output
    #expect(tasks.split(separator: "\n").count == 5, "\(tasks)")
  }
}
