import Foundation
import TestSupport
import Testing

/// Every way in which a task can break is told apart, counted and explained, and the sweep goes on.
@Suite(.timeLimit(.minutes(5)))
struct OutcomeTests {
  /// A probe that breaks, the limits that it breaks against, and what should be said of it.
  struct Break: CustomTestStringConvertible, Sendable {
    var probe: String
    var limits: String
    var resources = "{threads: 1}"
    var outcome: String
    var reason: String
    /// How often it is tried where two attempts are allowed.
    var attempts = 2
    var testDescription: String { outcome }
  }

  static let breaks = [
    Break(
      probe: "outcome: fail", limits: "attempts: 2", outcome: "failed", reason: "outcome is fail", attempts: 1
    ),
    Break(probe: "outcome: crash", limits: "attempts: 2", outcome: "crashed", reason: "SIGABRT"),
    Break(
      probe: "outcome: hang", limits: "attempts: 2, stall: 1s", outcome: "stalled", reason: "1 s"),
    Break(
      probe: "outcome: hang", limits: "attempts: 2, time: 1s", outcome: "timed-out", reason: "1 s"),
    Break(
      probe: "duration: 30", limits: "attempts: 2, time: 1s, stall: 20s", outcome: "timed-out",
      reason: "1 s"),
    Break(
      probe: "outcome: memory", limits: "attempts: 2", resources: "{threads: 1, memory: 512MiB}",
      outcome: "out-of-memory", reason: "512"),
  ]

  @Test(arguments: OutcomeTests.breaks)
  func `a break is told apart and the sweep goes on`(_ expected: Break) throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      """
      name: break
      experiment: probe
      parameters: {\(expected.probe)}
      axes: {index: [1]}
      limits: {\(expected.limits)}
      resources: \(expected.resources)
      """, to: "break.yaml")
    let run = try cluster.run("run", spec, "--workers", "1", "--json", within: 120)
    #expect(run.ending == .code(1), "\(run.errors)")
    #expect(try run.json()["sweep"]["census"]["failed"].int == 1)

    let row = try cluster.run("tasks", "last", "--filter", "failed", "--json").json()["tasks"][0]
    let explained = try cluster.run("explain", row["id"].text ?? "", "--json").json()
    let attempts = explained["attempts"].list
    #expect(explained["task"]["status"].text == "failed")
    #expect(attempts.allSatisfy { $0["outcome"].text == expected.outcome })
    #expect(attempts.map { $0["number"].int } == Array(1...expected.attempts))
    // What the experiment itself gives up would end the same way again, and `explain` says so.
    #expect(
      explained["explanation"].text?.contains("ends the same way again") == (expected.outcome == "failed"))
    #expect(attempts.allSatisfy { $0["reason"].text?.contains(expected.reason) == true })
    if expected.outcome == "crashed" {
      #expect(attempts.allSatisfy { $0["log"].text?.isEmpty == false }, "a crash leaves its last lines")
    }
  }

  @Test func `tasks beside a broken one are done, and a retry runs only what failed`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      """
      name: some
      experiment: probe
      axes:
        outcome: [ok, fail, crash]
        index: {from: 1, to: 20, step: 1}
      limits: {attempts: 1}
      """, to: "some.yaml")
    let run = try cluster.run("run", spec, "--workers", "2", "--json", within: 120)
    #expect(run.ending == .code(1))
    let census = try run.json()["sweep"]["census"]
    #expect(census["done"].int == 20)
    #expect(census["failed"].int == 40)
    let report = try run.json()["report"].text ?? ""
    let page = try String(contentsOfFile: report, encoding: .utf8)
    #expect(page.contains("outcome is fail"))
    // Nothing is pending, so the same command again only reports, with the same exit code.
    let again = try cluster.run("run", spec, "--workers", "2", "--json")
    #expect(again.ending == .code(1))
    #expect(try again.json()["sweep"]["census"]["failed"].int == 40)
  }
}
