import Foundation
import TestSupport
import Testing

/// What a spec, a file or a peer says reaches terminals and logs as plain text, and programs as it is.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct PlainOutputTests {
  /// Escape, bell, C1's control sequence introducer, and a right-to-left override, as YAML escapes.
  private let spec = #"""
    name: controls
    experiment: probe
    axes:
      index: [1, 2, 3]
    exclude:
      - {index: 1, because: "red \e[31m \a \x9b2J \u202Egnp.exe\nforged line"}
    """#

  private let reason = "red \u{1B}[31m \u{07} \u{9B}2J \u{202E}gnp.exe\nforged line"

  private func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy {
      $0 == "\n" || !($0.properties.generalCategory == .control || (0x202A...0x202E).contains($0.value))
    }
  }

  @Test func `plan and status print none of a spec's control characters, and JSON has them escaped`() throws {
    let directory = try TemporaryDirectory()
    let path = try directory.write(spec, to: "spec.yaml")
    let plan = try Command.run("plan", path, "--data", directory.path("data"))
    #expect(plan.ending == .code(0), "\(plan.errors)")
    #expect(isPlain(plan.output) && plan.output.contains("gnp.exe"), "\(plan.output)")
    #expect(!plan.output.split(separator: "\n").contains { $0.hasPrefix("forged") })
    let json = try Command.run("plan", path, "--json", "--data", directory.path("data"))
    #expect(isPlain(json.output), "\(json.output)")
    #expect(try json.json()["exclusions"][0]["reason"].text == reason)
  }

  @Test(arguments: [
    #"name: "a\e[2Jb""#, #"axes: {"\e[2Jlambda": [1]}"#, #"axes: {index: ["\x9b2J\u202Ex"]}"#,
    #"parameters: {fail: "\a\u2066"}"#,
  ])
  func `errors of a spec print none of its control characters`(line: String) throws {
    let directory = try TemporaryDirectory()
    let base = line.hasPrefix("name") ? "experiment: probe\n" : "name: x\nexperiment: probe\n"
    let path = try directory.write(base + line + "\n", to: "spec.yaml")
    for arguments in [["plan", path], ["plan", path, "--json"]] {
      let answer = try Command.run(arguments + ["--data", directory.path("data")])
      #expect(answer.ending == .code(2), "\(answer.output)")
      #expect(!answer.errors.isEmpty && isPlain(answer.errors), "\(answer.errors)")
    }
  }

  @Test func `tasks gives as many as were asked for, from several pages`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit(
      """
      name: pages
      experiment: probe
      axes:
        index: {from: 1, to: 21001, step: 1}
      """)
    for (limit, expected) in [("1000000", 21_001), ("20001", 20_001), ("5", 5)] {
      // A page of 20 000 rows takes a debug build seconds, and more beside other tests.
      let answer = try cluster.run("tasks", "last", "--limit", limit, "--json", "--timeout", "2m")
      try #require(answer.ending == .code(0), "\(answer.errors)")
      let document = try answer.json()
      let ordinals = document["tasks"].list.compactMap(\.["ordinal"].int)
      #expect(ordinals == Array(0..<expected), "--limit \(limit): \(ordinals.count)")
      #expect(document["total"].int == 21_001)
    }
    let failed = try cluster.run("tasks", "last", "--filter", "failed", "--limit", "30000", "--json").json()
    #expect(failed["tasks"].list.isEmpty && failed["total"].int == 0)
    let pending = try cluster.run("tasks", "last", "--filter", "pending", "--limit", "7")
    #expect(pending.errors.contains("the first 7 of 21001 tasks"), "\(pending.errors)")
    #expect(try cluster.stop())
  }
}
