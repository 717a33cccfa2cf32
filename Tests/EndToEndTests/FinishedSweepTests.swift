import Foundation
import TestSupport
import Testing

/// What a finished sweep gives to its readers, with no coordinator and no network.
@Suite(.timeLimit(.minutes(5)))
struct FinishedSweepTests {
  @Test func `the report is one page that loads nothing, and the tables and figures behind it`() throws {
    let sweep = try FinishedSweep.shared.get()
    let temporary = try TemporaryDirectory()
    let directory = temporary.path("report")
    let answer = try sweep.run("report", "small", "--output", directory)
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = answer.output.trimmingCharacters(in: .newlines)
    #expect(page.wholeMatch(of: /.*\/report\/small-[0-9a-f]{12}\/report\.html/) != nil)
    let folder = (page as NSString).deletingLastPathComponent
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["curves.csv", "largest.svg", "report.html", "tasks.csv"])

    let html = try String(contentsOfFile: page, encoding: .utf8)
    // Names of XML vocabularies are no loads.
    let loads = html.replacing("http://www.w3.org/2000/svg", with: "")
    #expect(!loads.contains(/https?:\/\//))
    #expect(!loads.contains(/<(script|link|img|iframe|object|embed|base)\b/))
    #expect(!loads.contains(/@import|url\(|\bsrc\s*=/))
    for text in [
      "<svg", "<table", "small", "largest-cluster-ratio", "Largest cluster against the fraction of data",
      "viewport", "@media print", "18",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    let rows = try String(contentsOfFile: folder + "/tasks.csv", encoding: .utf8)
      .split(separator: "\n")
    #expect(rows.count == 19)
    #expect(rows.first?.hasPrefix("sweep,task,replicate,status,attempt,") == true)
    let curves = try String(contentsOfFile: folder + "/curves.csv", encoding: .utf8)
    #expect(curves.split(separator: "\n").count == 7)
    let drawing = try Data(contentsOf: URL(fileURLWithPath: folder + "/largest.svg"))
    #expect(String(decoding: drawing, as: UTF8.self).contains("<svg"))
  }

  @Test func `exports agree with each other and with the report's tables`() throws {
    let sweep = try FinishedSweep.shared.get()
    func export(_ arguments: String...) throws -> [[String]] {
      let answer = try sweep.run(["export", "small"] + arguments)
      #expect(answer.ending == .code(0), "\(answer.errors)")
      return answer.output.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    let wide = try export("--wide")
    #expect(
      wide[0] == [
        "sweep", "task", "replicate", "status", "attempt", "image-size", "lambda", "sigma", "spacing",
        "threshold", "connected-neighbours", "largest-cluster-ratio", "largest-cluster-ratio-of-grid",
      ])
    #expect(wide.count == 19)
    #expect(Set(wide.map(\.count)) == [13])
    #expect(wide.dropFirst().allSatisfy { $0[0] == "small" && $0[1].count == 12 && $0[3] == "done" })
    let long = try export("--what", "tasks")
    #expect(long.count == 1 + 18 * 3)
    let metrics = try export("--what", "metrics")
    #expect(metrics.count == 1 + 18 * 3)
    let values = Set(wide.dropFirst().map { "\($0[1]) \($0[11])" })
    #expect(values == Set(metrics.filter { $0[3] == "largest-cluster-ratio" }.map { "\($0[1]) \($0[5])" }))
    // The curve's mean is that of the tasks.
    let curve = try export("--what", "curves")
    let column = try #require(curve[0].firstIndex(of: "mean"))
    let point = try #require(curve.first { $0[2] == "0.3" && $0[4] == "0.6" })
    let tasks = wide.filter { $0[6] == "0.6" && $0[7] == "0.3" }.compactMap { Double($0[11]) }
    #expect(tasks.count == 3)
    #expect(abs(try #require(Double(point[column])) - tasks.reduce(0, +) / 3) < 1e-12)
    #expect(try sweep.run("export", "small", "--wide").output.hasPrefix("sweep,task,"))
  }

  @Test func `a plan knows what is finished, and changes nothing`() throws {
    let sweep = try FinishedSweep.shared.get()
    let before = try sweep.run("export", "small", "--wide").output
    let again = try sweep.run("plan", sweep.specPath, "--json").json()
    #expect(again["finished"].int == 18)
    #expect(try sweep.run("export", "small", "--wide").output == before)
  }

  @Test func `failures are listed with reasons and last log lines, in every place`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(
      """
      name: broken
      experiment: probe
      axes: {outcome: [ok, crash]}
      limits: {attempts: 1}
      """, to: "broken.yaml")
    #expect(try cluster.run("run", spec, "--workers", "1").ending == .code(1))
    let table = try cluster.run("tasks", "broken", "--filter", "failed")
    #expect(table.ending == .code(0) && table.output.contains("SIGABRT"), "\(table.output)")
    let id = try #require(
      try cluster.run("tasks", "broken", "--filter", "failed", "--json").json()["tasks"][0]["id"].text)
    // Ids are printed as 12 digits and taken as any unique prefix.
    let explained = try cluster.run("explain", String(id.prefix(12)))
    #expect(explained.output.contains("attempt 1 crashed"), "\(explained.output)")
    let log = try #require(try cluster.run("explain", id, "--json").json()["attempts"][0]["log"].text)
    let line = try #require(log.split(separator: "\n").last)
    #expect(explained.output.contains(line))
    let directory = cluster.directory.path("out")
    let report = try cluster.run("report", "broken", "--output", directory)
    #expect(report.ending == .code(0), "\(report.errors)")
    let html = try String(contentsOfFile: directory + "/broken.html", encoding: .utf8)
    #expect(html.contains("SIGABRT") && html.contains("outcome=crash"))
    #expect(try cluster.run("replay", id).ending == .code(2), "there is nothing to compare with")
    #expect(try cluster.run("status").output.contains("--filter failed"))
  }
}
