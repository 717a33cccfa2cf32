import Foundation
import Glibc
import TestSupport
import Testing

/// The live page of a sweep as large as they come, served by the release binary, which is what people run.
@Suite(
  .timeLimit(.minutes(8)),
  .enabled(if: ReleaseBinary.path != nil, "PERCOLATE_RELEASE_BINARY names no release binary"))
struct LargePageTests {
  @Test func `a sweep of 10^6 tasks is on the page while its results arrive`() throws {
    let binary = try #require(ReleaseBinary.path)
    let directory = try TemporaryDirectory()
    let data = directory.path("data")
    let spec = try directory.write(
      """
      name: million
      experiment: probe
      parameters: {duration: 0.005}
      axes:
        index: {from: 1, to: 10000, step: 1}
        probability: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]
      replicates: 10
      curves:
        - {name: value, x: probability, y: value, interval: 95%}
      """, to: "million.yaml")
    let coordinator = try RunningProcess(
      binary,
      [
        "coordinator", "--data", data, "--listen", "tcp://127.0.0.1:*", "--metrics-address", "none", "--page",
      ])
    try coordinator.waitForOutput("http://")
    let address = String(try #require(coordinator.output.text.firstMatch(of: /http:\S+/)?.output))
    let submitted = try Command.run(["submit", spec, "--data", data], program: binary)
    try #require(submitted.ending == .code(0), "\(submitted.errors)")
    let worker = try RunningProcess(
      binary,
      [
        "worker", "--access", data + "/worker.access.json", "--slots", "1", "--directory",
        directory.path("worker"),
      ])
    let browser = try Browser.run("million", address, within: 300)
    #expect(browser.ending == .code(0), "\(browser.errors)")
    worker.send(SIGTERM)
    #expect(try worker.exit() == .code(0))
    coordinator.send(SIGTERM)
    #expect(try coordinator.exit() == .code(0))
  }
}
