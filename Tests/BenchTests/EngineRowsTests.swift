import Foundation
import Testing

@testable import percolate_bench

struct EngineRowsTests {
  private static func samples(_ values: Double...) -> Samples {
    var samples = Samples()
    for value in values { samples.add(value) }
    return samples
  }

  @Test func `a median is the middle value or the mean of two`() {
    #expect(Self.samples().median == nil)
    #expect(Self.samples(3, 1, 9).median == 3)
    #expect(Self.samples(4, 1, 2, 9).median == 3)
    #expect(Self.samples(4, 1, 2, 9).range == 1...9)
  }

  @Test func `a row's ratio is that of the medians`() {
    var row = BenchmarkRow("work", unit: "images/s")
    row.ours = Self.samples(10, 30, 20)
    #expect(row.ratio == nil)
    row.peer = Self.samples(8, 8, 100)
    #expect(row.ratio == 2.5)
    row.peer = Self.samples(0)
    #expect(row.ratio == nil)
  }

  @Test func `rows have the contract's names, and the document its keys`() throws {
    var rows = EngineRows()
    rows.add(
      .train, width: 64, ours: ["float32": Self.samples(12), "bfloat16": Self.samples(30)],
      peers: ["float32": ("torch 2.13.0 float32", Self.samples(10))],
      asWritten: ("torch as written", Self.samples(3)))
    rows.addTwoTasks(two: Self.samples(19), one: Self.samples(10))
    rows.addMemory(width: 16, precision: "float32", ours: 130, peer: nil)
    #expect(
      rows.rows.map(\.work) == [
        "unet-64-float32-train", "unet-64-float32-train", "unet-64-bfloat16-train", "two-tasks-two-cores",
        "unet-16-float32-train-memory",
      ])
    #expect(rows.rows.map(\.ratio) == [1.2, 4, nil, 1.9, nil])
    #expect(
      rows.rows.map(\.target) == [
        "ratio at least 1.1", nil, "ratio at least 1.6", "ratio at least 1.9", "below 286",
      ])
    let text = try BenchmarkDocument(rows: rows.rows).json()
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(document["version"] as? Int == 2)
    let list = try #require(document["rows"] as? [[String: Any]])
    for row in list {
      #expect(Set(row.keys) == ["work", "ours", "peer", "peer_name", "unit", "ratio"])
    }
    #expect(list[2]["peer"] is NSNull)
    #expect(list[0]["peer_name"] as? String == "torch 2.13.0 float32")
  }

  @Test func `requests are what both contestants read`() {
    #expect(EnginePart.train.work(width: 16).request("float32", steps: 3) == "train 16 float32 3")
    #expect(EnginePart.residual.work(width: 16).request("float32", steps: 3) == "residual 16 float32 3")
    #expect(EnginePart.residual.name(width: 16, precision: "float32") == "residual-unet-16-float32-train")
    #expect(EnginePart.residual.has(width: 8) && !EnginePart.residual.has(width: 12))
    #expect(EnginePart.residual.promise(width: 64, precision: "float32") == 1.1)
    let net = SmallNetWork(kind: "relu", dimension: 8, depth: 3, seeds: 40)
    #expect(EngineWork.descend(net).request("float32", steps: 7) == "descend relu 8 3 1000 40 float32 7")
    #expect(EngineWork.descend(net).countPerStep == 40)
    #expect(net.name == "relu-d8-depth3-n1000-seeds40")
  }

  @Test func `the fastest variant is the peer`() {
    let variants = PeerVariant.float32
    #expect(PeerVariant.best([]) == nil)
    #expect(PeerVariant.best([(variants[0], 3), (variants[1], 5), (variants[2], 5)]) == variants[1])
    #expect(variants[2].name == "float32, channels last, slices of 16")
  }

  @Test func `a stretch has at least one step, and about as many as fill it`() {
    #expect(Contestant.steps(filling: 2, each: 8) == 1)
    #expect(Contestant.steps(filling: 2, each: 0.1) == 20)
    #expect(Contestant.steps(filling: 2, each: 0) == 1)
  }

  @Test func `the engine answers requests of each kind, and refuses others`() throws {
    let server = EngineServer()
    #expect(try server.answer("descend relu 4 2 20 3 float32 5").seconds > 0)
    #expect(throws: BenchError.self) { try server.answer("descend relu 4") }
    #expect(throws: BenchError.self) { try server.answer("train 16 float16 1") }
    #expect(throws: BenchError.self) { try server.answer("paint 16 float32 1") }
    #expect(throws: (any Error).self) { try server.answer("train 17 float32 1") }
  }
}
