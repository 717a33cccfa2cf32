import Foundation
import Glibc
import TestSupport
import Testing

/// Sweeps that compare, and that look for a boundary in a plane, with real processes.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct GrowthTests {
  private static let plane = """
    name: plane
    experiment: percolation
    parameters: {image-size: 16, threshold: 0.005}
    axes: {sigma: {from: 0.18, to: 0.36, step: 0.02}, lambda: {from: 0.02, to: 1.0, step: 0.02}}
    replicates: 4
    seed: 20240823
    refine: {metric: largest-cluster-ratio, level: 0.5, along: [lambda, sigma], tolerance: 0.05, replicates: 16}
    """

  private static let pair = """
    name: pair
    experiment: percolation
    parameters: {image-size: 16, threshold: 0.005, lambda: 0.3}
    axes: {sigma: [0.2, 0.3], spacing: [1, 2]}
    replicates: 4
    seed: 20240823
    compare: {metric: largest-cluster-ratio, between: {sigma: [0.3, 0.2]}, each: [spacing], tolerance: 0.05, replicates: 64}
    """

  private func rows(_ csv: String) -> [[String: String]] {
    let lines = csv.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let head = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(zip(head, $0), uniquingKeysWith: { first, _ in first }) }
  }

  /// Runs a spec undisturbed, and again with the coordinator killed in every round; both end with the same tasks.
  private func disturb(_ spec: String, table: String) throws -> (
    rows: [[String: String]], page: String, planned: Int
  ) {
    let calm = try Cluster()
    let path = try calm.directory.write(spec, to: "spec.yaml")
    let run = try calm.run(
      "run", path, "--workers", "2", "--output", calm.directory.path("report"), within: 240)
    #expect(run.ending == .code(0), "\(run.errors)")
    let expected = try calm.results()
    let found = try calm.run("export", "last", "--what", table)
    #expect(found.ending == .code(0), "\(found.errors)")
    let name = try #require(spec.split(separator: "\n").first).split(separator: " ")[1]
    let page = try String(contentsOfFile: calm.directory.path("report") + "/\(name).html", encoding: .utf8)
    let planned = try #require(try calm.status()["sweeps"][0]["planned"].int)

    let cluster = try Cluster(lease: "3s")
    try cluster.startCoordinator()
    for number in 0..<2 { try cluster.startWorker(number, slots: 1) }
    try cluster.submit(spec)
    var seen: Set<Int> = []
    while seen.count < 8 {
      let sweep = try cluster.status()["sweeps"][0]
      if sweep["state"].text == "finished" { break }
      guard seen.insert(try #require(sweep["planned"].int)).inserted else { continue }
      try cluster.killCoordinator()
      try cluster.startCoordinator()
    }
    #expect(try cluster.wait() == .code(0), "\(cluster.log)")
    #expect(try cluster.run("export", "last", "--what", table).output == found.output)
    #expect(try cluster.results().tasks == expected.tasks)
    #expect(try cluster.stop())
    #expect(try calm.stop())
    return (rows(found.output), page, planned)
  }

  @Test func `a boundary is that of the grid, for a fifth of its tasks, whatever is killed`() throws {
    let (found, page, planned) = try disturb(Self.plane, table: "crossings")
    #expect(found.count == 10)
    #expect(page.contains("Where largest cluster ratio crosses 0.5") && page.contains("<figcaption>"))
    // The whole grid, with as many replicates as are between the fewest and the most of a refined point.
    let grid = try Cluster()
    let whole = Self.plane.split(separator: "\n").filter { !$0.hasPrefix("refine") }.joined(separator: "\n")
      .replacing("replicates: 4", with: "replicates: 8")
    let spec = try grid.directory.write(
      whole + "\ncurves: [{name: c, x: lambda, y: largest-cluster-ratio, series: sigma, crossing: 0.5}]",
      to: "grid.yaml")
    let run = try grid.run("run", spec, "--workers", "2", "--no-report", within: 240)
    #expect(run.ending == .code(0), "\(run.errors)")
    let tasks = try #require(try grid.status()["sweeps"][0]["planned"].int)
    #expect(tasks == 10 * 50 * 8 && 5 * planned <= tasks, "\(planned) of \(tasks) tasks")
    let curves = try grid.run("export", "last", "--what", "curves", "--format", "json").json()
    var held = 0
    var compared = 0
    for series in curves["curves"][0]["lines"].list {
      guard let row = found.first(where: { $0["sigma"].flatMap(Double.init) == series["series"].double }),
        let lower = row["lower"].flatMap(Double.init), let upper = row["upper"].flatMap(Double.init),
        let place = series["crossing"]["x"].double
      else { continue }
      compared += 1
      // The grid's own crossing is known to a step.
      if (lower - 0.02...upper + 0.02).contains(place) { held += 1 }
    }
    #expect(compared >= 6 && held == compared, "\(held) of \(compared); \(curves)")
    #expect(try grid.stop())
  }

  @Test func `a comparison is answered with its interval, whatever is killed`() throws {
    let (found, page, planned) = try disturb(Self.pair, table: "comparisons")
    #expect(found.map { $0["spacing"] } == ["1", "2"])
    #expect(found.first?["ending"] == "above", "\(found)")
    for row in found {
      let lower = try #require(row["lower"].flatMap(Double.init))
      let upper = try #require(row["upper"].flatMap(Double.init))
      let difference = try #require(row["difference"].flatMap(Double.init))
      #expect(lower <= difference && difference <= upper)
      #expect(row["error"] == "0.05" && row["assumption"] == "bounded")
    }
    #expect(page.contains("yes, above") && page.contains("2 comparisons: "))
    #expect(planned > 16 && planned <= 256)
  }

  @Test func `a budget is spent on what is the least certain, and the report says so`() throws {
    let cluster = try Cluster()
    let path = try cluster.directory.write(Self.pair, to: "spec.yaml")
    let run = try cluster.run(
      "run", path, "--workers", "2", "--budget", "0.001s", "--output", cluster.directory.path("report"),
      within: 120)
    #expect(run.ending == .code(0), "\(run.errors)")
    let found = rows(try cluster.run("export", "last", "--what", "comparisons").output)
    #expect(found.allSatisfy { $0["ending"] == "budget" || $0["ending"] == "above" }, "\(found)")
    #expect(try cluster.status()["sweeps"][0]["planned"].int == 16)
    let page = try String(contentsOfFile: cluster.directory.path("report") + "/pair.html", encoding: .utf8)
    #expect(page.contains("Budget: "))
    #expect(try cluster.stop())
  }

  @Test func `a budget that cannot pay for the first tasks is refused before anything is started`() throws {
    let cluster = try Cluster()
    let path = try cluster.directory.write(Self.pair, to: "spec.yaml")
    let first = try cluster.run(
      "run", path, "--workers", "2", "--budget", "0.001s", "--no-report", within: 120)
    #expect(first.ending == .code(0), "\(first.errors)")
    #expect(first.errors.contains("nobody can tell yet whether the budget"), "\(first.errors)")
    // Another draw of the same points: what they cost is known now.
    let other = try cluster.directory.write(
      Self.pair.replacing("seed: 20240823", with: "seed: 7\nbudget: 0.001s"), to: "other.yaml")
    let sentence = "other.yaml:7:9: the budget of 0.001 core-seconds does not pay for the 16 tasks"
    let plan = try cluster.run("plan", other)
    #expect(plan.ending == .code(0) && plan.output.contains(sentence), "\(plan.output)")
    let run = try cluster.run("run", other, "--workers", "2")
    #expect(run.ending == .code(2) && run.errors.contains(sentence), "\(run.errors)")
    try cluster.startCoordinator()
    let submit = try cluster.run("submit", other)
    #expect(submit.ending == .code(2) && submit.errors.contains(sentence), "\(submit.errors)")
    let option = try cluster.run("submit", other, "--budget", "0.002s")
    #expect(
      option.ending == .code(2) && option.errors.contains("--set budget=0.002s:1:8: "), "\(option.errors)")
    #expect(try cluster.status()["sweeps"].list.count == 1)
    #expect(try cluster.stop())
  }

  @Test(arguments: [
    ("--set", "budget=0s", "`0s` for `budget`"), ("--set", "compare.between={sigma: [0.3]}", "`between`"),
    ("--budget", "soon", "`soon` for `budget`"),
  ])
  func `impossible budgets and pairs are refused with their place`(
    option: String, value: String, message: String
  ) throws {
    let cluster = try Cluster()
    let path = try cluster.directory.write(Self.pair, to: "spec.yaml")
    let plan = try cluster.run("plan", path, option, value)
    #expect(plan.ending == .code(2))
    #expect(plan.errors.contains(message), "\(plan.errors)")
  }
}
