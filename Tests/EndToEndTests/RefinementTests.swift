import Foundation
import Glibc
import TestSupport
import Testing

/// A refined sweep with real processes.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct RefinementTests {
  static let spec = """
    name: threshold
    experiment: percolation
    parameters: {image-size: 16, threshold: 0.005}
    axes: {sigma: [0.2, 0.3, 1.0], lambda: {from: 0.02, to: 1.0, step: 0.02}}
    replicates: 4
    seed: 20240823
    refine: {metric: largest-cluster-ratio, level: 0.5, along: lambda, tolerance: 0.05, replicates: 32}
    curves:
      - {name: largest, x: lambda, y: largest-cluster-ratio, series: sigma, crossing: 0.5}
    """

  private struct Found: Sendable {
    var results: Results
    var rows: String
    var page: String
    var status: String
  }

  /// The same sweep with nothing in its way.
  private static let undisturbed = Result {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(RefinementTests.spec, to: "spec.yaml")
    let answer = try cluster.run(
      "run", spec, "--workers", "2", "--output", cluster.directory.path("report"), within: 120)
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = cluster.directory.path("report") + "/threshold.html"
    return Found(
      results: try cluster.results(), rows: try cluster.run("export", "last", "--what", "crossings").output,
      page: try String(contentsOfFile: page, encoding: .utf8),
      status: try cluster.run("status", "--json").output)
  }

  @Test func `kill -9 of the coordinator in any round ends with the same points and crossings`() throws {
    let expected = try Self.undisturbed.get()
    let cluster = try Cluster(lease: "3s")
    try cluster.startCoordinator()
    for number in 0..<2 { try cluster.startWorker(number, slots: 1) }
    try cluster.submit(Self.spec)
    var kills = 0
    var planned: Set<Int> = []
    while kills < 12 {
      let sweep = try cluster.status()["sweeps"][0]
      if sweep["state"].text == "finished" { break }
      // Once for each number of tasks that there were: in every round, whatever its tasks are at.
      guard planned.insert(try #require(sweep["planned"].int)).inserted else { continue }
      try cluster.killCoordinator()
      kills += 1
      try cluster.startCoordinator()
    }
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(kills >= 3)
    #expect(try cluster.run("export", "last", "--what", "crossings").output == expected.rows)
    let results = try cluster.results()
    #expect(results.tasks == expected.results.tasks)
    #expect(results.curves == expected.results.curves)
    #expect(try cluster.stop(), "a process stayed behind")
  }

  @Test func `the crossings are those that are known, for a fraction of the grid's tasks`() throws {
    let found = try Self.undisturbed.get()
    let rows = found.rows.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let head = try #require(rows.first).map(String.init)
    #expect(
      head == [
        "sweep", "sigma", "metric", "level", "along", "outcome", "estimate", "lower", "upper", "direction",
        "crossings", "ending", "points", "tasks", "verdict",
      ])
    let table = rows.dropFirst().map { row in
      Dictionary(zip(head, row.map(String.init)), uniquingKeysWith: { first, _ in first })
    }
    #expect(table.map { $0["sigma"] } == ["0.2", "0.3", "1"])
    #expect(table.map { $0["outcome"] } == ["crossed", "crossed", "above"])
    for (row, range) in zip(table, [0.45...0.7, 0.1...0.3]) {
      let estimate = try #require(row["estimate"].flatMap(Double.init))
      #expect(range.contains(estimate), "sigma \(row["sigma"] ?? "?"): \(estimate)")
      #expect(row["direction"] == "rising" && row["ending"] == "tolerance")
    }
    let census = try JSONDocument(found.status)["sweeps"][0]
    let planned = try #require(census["planned"].int)
    #expect(3 * planned <= 3 * 50 * 4, "\(planned) tasks; the grid with the fewest replicates has 600")
    #expect(census["refinement"]["is_settled"].bool == true)
    #expect(found.page.contains("Where largest cluster ratio crosses 0.5"))
    #expect(found.page.contains("It is one of the first 5 points along lambda."))
  }

  @Test func `plan says what it starts with and what it may become`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec, to: "spec.yaml")
    let text = try cluster.run("plan", spec).output
    #expect(text.contains("refined: where largest-cluster-ratio crosses 0.5 along lambda, within ±0.05"))
    #expect(text.contains("starts with 60 tasks and adds more, at most 4800 in all"))
    let document = try cluster.run("plan", spec, "--json").json()
    #expect(document["tasks"].int == 60 && document["most_tasks"].int == 4800)
  }
}
