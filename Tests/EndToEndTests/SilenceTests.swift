import Foundation
import Glibc
import TestSupport
import Testing

/// Commands that wait say what they wait for, and by a clock that nobody sets.
@Suite(.timeLimit(.minutes(5)))
struct SilenceTests {
  @Test func `watch and wait say that a dead coordinator does not answer, and that it is back`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit("name: silent\nexperiment: probe\naxes: {index: [1, 2]}")
    let wait = try cluster.start(["wait", "last", "--data", cluster.data])
    let watch = try cluster.start(["watch", "last", "--data", cluster.data])
    // It waits for news, so it has had an answer.
    #expect(watch.errors.wait { $0.contains("pending") })
    try cluster.killCoordinator()
    for command in [wait, watch] {
      try command.waitForLog("no answer from the coordinator for ")
      #expect(command.ending == nil)
    }
    try cluster.startCoordinator()
    for command in [wait, watch] { try command.waitForLog("the coordinator answers again") }
    try cluster.startWorker(0)
    for command in [wait, watch] { #expect(try command.exit() == .code(0), "\(command.errors.text)") }
    #expect(try cluster.stop())
  }

  @Test func `a question to a coordinator that is frozen does not wait without a word`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    cluster.coordinator?.send(SIGSTOP)
    let status = try cluster.start(["status", "--data", cluster.data, "--timeout", "50s"])
    try status.waitForLog("no answer from the coordinator for 3s, trying again")
    cluster.coordinator?.send(SIGCONT)
    #expect(try status.exit() == .code(0), "\(status.errors.text)")
    #expect(try cluster.stop())
  }

  @Test func `submit looks for a coordinator as long as it was told, with files as well`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.killCoordinator()
    let plain = try cluster.directory.write("name: a\nexperiment: probe\naxes: {index: [1]}\n", to: "a.yaml")
    try cluster.directory.write("true\n", to: "run.sh")
    let program = try cluster.directory.write(
      """
      name: b
      experiment: {name: b, version: 1, command: [/bin/sh, run.sh], files: [run.sh], working-directory: files,
        parameters: {x: {kind: integer, default: 1}}, metrics: {y: {}}}
      axes: {x: [1]}
      """, to: "b.yaml")
    for spec in [plain, program] {
      let answer = try cluster.run("submit", spec, "--timeout", "1s")
      #expect(answer.ending == .code(3), "\(answer.errors)")
      #expect(
        answer.errors.contains("no coordinator answered at \(cluster.endpoint) within 1.0 s"),
        "\(answer.errors)")
    }
  }

  @Test(arguments: ["3600", "-3600"])
  func `setting the clock by an hour neither ends a wait nor prolongs it`(shift: String) throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit("name: timed\nexperiment: probe\naxes: {index: [1, 2]}")
    let file = try cluster.directory.write("0", to: "shift")
    let clock = ProgramUnderTest.shiftedClock(file)
    // Ends by its own limit, of which the clock on the wall knows nothing.
    let limited = try cluster.start(
      ["wait", "last", "--limit", "12s", "--data", cluster.data], environment: clock)
    let patient = try cluster.start(
      ["wait", "last", "--limit", "10m", "--data", cluster.data], environment: clock)
    let watch = try cluster.start(["watch", "last", "--data", cluster.data], environment: clock)
    #expect(watch.errors.wait { $0.contains("pending") })
    try cluster.directory.write(shift, to: "shift")
    // A new process sees that the clock was set, or this test would show nothing.
    let doctor = try Command.run(["doctor", "--json", "--data", cluster.data], environment: clock)
    let found = try doctor.json()["checks"].list.first { $0["name"].text == "clock" }?["found"].text ?? ""
    let offset = Double(shift) ?? 0
    let shown = try #require(try? Date(String(found.prefix(20)), strategy: .iso8601), "\(found)")
    #expect(abs(shown.timeIntervalSinceNow - offset) < 600)
    #expect(try limited.exit() == .code(4))
    #expect(patient.ending == nil && watch.ending == nil)
    try cluster.startWorker(0)
    for command in [patient, watch] { #expect(try command.exit() == .code(0), "\(command.errors.text)") }
    #expect(try cluster.stop())
  }

  @Test func `a run is as long as it was, whatever the clock says`() throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(
      "name: timed\nexperiment: probe\nparameters: {duration: 3}\naxes: {index: [1]}", to: "spec.yaml")
    let file = try directory.write("0", to: "shift")
    let run = try RunningProcess(
      ["run", spec, "--workers", "1", "--no-report", "--data", directory.path("data")],
      environment: ProgramUnderTest.shiftedClock(file))
    try run.waitForLog("sweep timed")
    try directory.write("-3600", to: "shift")
    #expect(try run.exit() == .code(0), "\(run.errors.text)")
    _ = run.output.waitForEnd()
    let line = run.output.text.split(separator: "\n").first { $0.contains("finished in") } ?? ""
    #expect(line.contains(/finished in [0-9.]+s$/), "\(line)")
  }
}
