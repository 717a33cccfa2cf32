import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

struct ExportTests {
  private let tasks = [
    Fixtures.task(0, ["x": .real(0.1), "name": .text("a,\"b\"\nc")], y: 1.5),
    Fixtures.task(1, replicate: 1, ["x": .real(2)], y: nil, status: .failed),
  ]

  @Test func `fields are quoted as RFC 4180 says`() {
    #expect(CSVText.line(["a", "b c", ""]) == "a,b c,\n")
    #expect(
      CSVText.line(["a,b", "say \"no\"", "x\ny", " z"]) == "\"a,b\",\"say \"\"no\"\"\",\"x\ny\",\" z\"\n")
    #expect(CSVText.line(["x\r\ny"]) == "\"x\r\ny\"\n")
  }

  @Test func `the wide table has one row a task`() {
    let table = TaskTable(sweep: "s1", tasks: tasks)
    let ids = tasks.map(\.id.description)
    #expect(
      table.csv(tasks)
        == "sweep,task,replicate,status,attempt,name,x,y\n"
        + "s1,\(ids[0]),0,done,1,\"a,\"\"b\"\"\nc\",0.1,1.5\n" + "s1,\(ids[1]),1,failed,1,,2,\n")
    #expect(
      TaskTable(sweep: "s", parameters: ["b", "a", "b"], metrics: ["z"]).csvHeader
        == "sweep,task,replicate,status,attempt,a,b,z\n")
  }

  @Test func `the long table has one row a metric`() {
    let table = TaskTable(sweep: "s1", parameters: ["x"], metrics: ["y"], layout: .long)
    let ids = tasks.map(\.id.description)
    #expect(
      table.csv(tasks)
        == "sweep,task,replicate,status,attempt,x,metric,value\n" + "s1,\(ids[0]),0,done,1,0.1,y,1.5\n"
        + "s1,\(ids[1]),1,failed,1,2,,\n")
  }

  @Test func `numbers keep all their digits and what is not finite is named`() {
    #expect(NumberText.exact(0.1 + 0.2) == "0.30000000000000004")
    #expect(NumberText.exact(.nan) == "nan")
    #expect(NumberText.exact(-.infinity) == "-inf")
  }

  @Test func `JSON parses and keeps the values`() throws {
    let table = TaskTable(sweep: "s1", tasks: tasks)
    let parsed = try JSONSerialization.jsonObject(with: Data(table.json(tasks).utf8))
    let document = try #require(parsed as? [String: Any])
    #expect(document["version"] as? Int == 1)
    let rows = try #require(document["tasks"] as? [[String: Any]])
    #expect(rows.count == 2)
    #expect((rows[0]["parameters"] as? [String: Any])?["name"] as? String == "a,\"b\"\nc")
    #expect((rows[0]["metrics"] as? [String: Any])?["y"] as? Double == 1.5)
    #expect(rows[1]["status"] as? String == "failed")
  }

  @Test func `curves are exported with their points, crossing and fit`() throws {
    let grid = Fixtures.grid(x: [1, 2, 4], replicates: 3) { x, replicate in x + Double(replicate) / 10 }
    let curve = CurveBuilder.build(
      definition: Fixtures.definition(crossing: 1.5, fit: .powerLaw), tasks: grid)
    let lines = CurveTable.csv([curve]).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[0] == CurveTable.header.joined(separator: ",")[...])
    #expect(lines[1].hasPrefix("curve,,,own,1,3,3,0,"))
    let parsed = try JSONSerialization.jsonObject(with: Data(CurveTable.json([curve]).utf8))
    let curves = try #require((parsed as? [String: Any])?["curves"] as? [[String: Any]])
    let line = try #require((curves[0]["lines"] as? [[String: Any]])?.first)
    #expect((line["crossing"] as? [String: Any])?["outcome"] as? String == "crossed")
    let fit = try #require(line["fit"] as? [String: Any])
    #expect(fit["n"] as? Int == 3)
    #expect(
      fit.keys.sorted() == [
        "confidence", "factor", "left_out", "n", "r_squared", "slope", "slope_lower", "slope_upper",
      ])
    #expect(curves[0]["crossing_fits"] != nil)
    let point = try #require((line["points"] as? [[String: Any]])?.first)
    #expect(point.keys.contains("standard_error"))
  }

  @Test func `keys are in snake case, and names of parameters and metrics as they are given`() {
    let text = JSONText.object([
      ("left-out", .integer(1)), ("parameters", .named([("image-size", .integer(32))])),
      ("metrics", .named([("test-loss", .number(0.5))])),
    ])
    #expect(
      text.description
        == #"{"left_out":1,"parameters":{"image-size":32},"metrics":{"test-loss":0.5}}"#)
  }

  @Test func `metrics are exported one number a row`() {
    let table = MetricTable(sweep: "s")
    let id = tasks[0].id
    #expect(table.csv(tasks[0]) == "s,\(id),0,y,,1.5\n")
    let stream = MetricStream(task: id, samples: [.init(step: 10, value: 0.25)])
    #expect(table.csv(stream, metric: "loss", replicate: 0) == "s,\(id),0,loss,10,0.25\n")
    #expect(
      table.json(stream, metric: "loss", replicate: 0)
        == #"{"sweep":"s","task":"\#(id)","replicate":0,"metric":"loss","step":10,"value":0.25}"#)
  }
}
