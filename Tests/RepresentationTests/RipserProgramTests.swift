import TestSupport
import Testing

@testable import Representation

/// Programs that say they are ripser.
struct RipserProgramTests {
  private let good = """
    value range: [0.1,2]
    distance matrix with 3 points, using threshold at enclosing radius 1
    persistence intervals in dim 0:
     [0,0.5)
     [0, )
    persistence intervals in dim 1:
     [0.5,0.75)
    persistence intervals in dim 2:

    """

  @Test func `bars are read`() throws {
    let bars = try RipserOutput.bars(Array(good.utf8))
    #expect(bars == [[PersistenceBar(birth: 0, death: 0.5)], [PersistenceBar(birth: 0.5, death: 0.75)], []])
  }

  @Test(arguments: [
    ("[0.5,0.75)", "[0.5,0.25)"), ("[0.5,0.75)", "[nan,0.75)"), ("[0.5,0.75)", "[0.5,inf)"),
    ("[0.5,0.75)", "[0.5, )"),
    ("[0.5,0.75)", "[0.5;0.75)"), ("[0.5,0.75)", "[0.5,0.75"), ("[0.5,0.75)", "[0.5,0.75,1)"),
    ("[0.5,0.75)", "hello"), ("dim 2:", "dim 3:"), ("dim 1:", "dim 0:"), (" [0, )\n", ""),
    ("persistence intervals in dim 2:\n", ""), ("dim 2:", "dim 2"), ("[0.5,0.75)", "[-1,0.75)"),
  ])
  func `what ripser does not print is refused`(part: String, other: String) {
    #expect(good.contains(part))
    let changed = good.replacing(part, with: other)
    #expect(throws: RepresentationError.self) { try RipserOutput.bars(Array(changed.utf8)) }
  }

  @Test func `output made by chance ends in bars or a sentence`() {
    var random = SeededGenerator(seed: SeededGenerator.seed())
    var refused = 0
    for _ in 0..<2000 {
      var bytes = Array(good.utf8)
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      do { _ = try RipserOutput.bars(bytes) } catch { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test(arguments: [
    ("echo hello", "ripser"), ("exit 3", "exit code 3"), ("kill -9 $$", "signal 9"),
    ("echo oops >&2; exit 1", "oops"),
    ("echo \"terminate called: std::bad_alloc\" >&2; kill -6 $$", "needs more than"),
    ("yes", "more than any set of points"), ("exec sleep 1000", "did not end within"),
  ])
  func `a program that fails is told`(script: String, words: String) throws {
    let directory = try TemporaryDirectory()
    let path = try directory.writeScript("#!/bin/sh\n\(script)\n", to: "ripser")
    var ripser = RipserProgram(path: path)
    ripser.seconds = script.contains("sleep") ? 0.2 : 60
    let gram = try GramMatrix(Matrix(rows: 3, columns: 1, values: [1, 2, 4]))
    let error = #expect(throws: RepresentationError.self) { try ripser.persistence(gram, rows: [0, 1, 2]) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test(.enabled(if: RunningProcess.isInstalled("ripser"), "needs Debian's package ripser"))
  func `little memory is told`() throws {
    var ripser = try #require(RipserProgram.find())
    ripser.memory = 24 << 20
    let grid = try LabelGrid(x: 20, y: 20)
    let gram = try GramMatrix(IdealTorus.clifford.points(grid))
    let error = #expect(throws: RepresentationError.self) {
      try ripser.persistence(gram, rows: Array(0..<gram.rows))
    }
    #expect(
      error?.description.contains("needs more than 24 MiB for 400 points") == true,
      "\(error?.description ?? "")")
  }
}
