import Foundation
import TestSupport
import Testing

/// The program itself, which lies beside the test program.
struct BenchProgramTests {
  private static func run(_ arguments: [String]) throws -> ProgramAnswer {
    try RunningProcess.run(BuiltProduct.path("percolate-bench"), arguments, within: 600)
  }

  @Test func `small-nets prints one document with every row, and no peer where none was given`() throws {
    struct Document: Decodable {
      struct Row: Decodable {
        let work: String
        let ours: Double
        let peer: Double?
        let unit: String
      }
      let version: Int
      let rows: [Row]
    }
    let answer = try Self.run(["small-nets", "--quick", "--json"])
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let document = try JSONDecoder().decode(Document.self, from: Data(answer.output.utf8))
    #expect(document.version == 2)
    #expect(
      document.rows.map(\.work) == [
        "linear-d2-depth1-n1000", "linear-d8-depth3-n1000", "relu-d8-depth3-n1000",
        "linear-d64-depth1-n1000", "linear-d64-depth3-n1000", "relu-d64-depth3-n1000",
        "relu-d8-depth3-n1000-seeds40",
      ])
    for row in document.rows {
      #expect(row.ours > 0 && row.peer == nil && row.unit == "steps/s", "\(row.work)")
    }
  }

  @Test func `convolutions measures each pass of each shape by both`() throws {
    struct Document: Decodable {
      struct Row: Decodable {
        let work: String
        let ours: Double
        let peer: Double
      }
      let rows: [Row]
    }
    let answer = try Self.run(["convolutions", "--quick", "--json"])
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let rows = try JSONDecoder().decode(Document.self, from: Data(answer.output.utf8)).rows
    #expect(rows.count == 9 && rows.allSatisfy { $0.ours > 0 && $0.peer > 0 })
    #expect(rows.first?.work == "3x3-32px-8-to-8-forward")
  }

  @Test func `a Python without torch is told with its last words`() throws {
    let answer = try Self.run(["small-nets", "--quick", "--torch", "/bin/false"])
    #expect(answer.ending == .code(1))
    #expect(answer.errors.contains("false"), "\(answer.errors)")
    #expect(answer.errors.contains("ended before it said what it should"), "\(answer.errors)")
  }

  @Test(arguments: [
    (["engine", "--widths", "17"], "--widths takes multiples of 4 from 4 to 512"),
    (
      ["engine", "--only", "everything"],
      "--only takes train, sample, residual, memory, two-tasks, found everything"
    ),
    (["engine", "--clock", "sun"], "--clock takes processor or wall, found sun"),
    (["engine", "--profile", "--only", "memory"], "--profile shows train and residual, found --only memory"),
    (
      ["engine", "--profile", "--only", "residual", "--precision", "bfloat16"],
      "the residual network computes in float32 only, found --precision bfloat16"
    ),
    (["engine", "--precision", "half"], "--precision takes float32 or bfloat16, found half"),
    (["small-nets", "--rounds", "0"], "--rounds takes 1 to 99, found 0"),
  ])
  func `bad usage is told before anything runs`(arguments: [String], message: String) throws {
    let answer = try Self.run(arguments)
    #expect(answer.ending == .code(2))
    #expect(answer.errors.contains(message), "\(answer.errors)")
  }
}
