import Foundation
import Glibc
import TestSupport
import Testing

/// A damaged journal is refused with a sentence and left as it is; it never crashes anything, and never
/// gives results that differ from those recorded.
@Suite(.timeLimit(.minutes(5)))
struct DamagedJournalTests {
  /// The bytes of a finished sweep's journal, and what is exported from them.
  private struct Sample {
    var journal: Data
    /// The other files that lay beside it, by name.
    var others: [String: Data]
    var export: String
    var spec: String
  }

  private func sample() throws -> Sample {
    let sweep = try FinishedSweep.shared.get()
    let data = sweep.data
    let journal = try Data(contentsOf: URL(fileURLWithPath: data + "/journal.sqlite"))
    try #require(journal.count >= 8 * 4096, "the log was not merged: \(journal.count) bytes")
    return Sample(
      journal: journal,
      others: Dictionary(
        uniqueKeysWithValues: ["journal.sqlite-wal", "journal.mark", "journal.sums"].compactMap { name in
          (try? Data(contentsOf: URL(fileURLWithPath: data + "/" + name))).map { (name, $0) }
        }),
      export: try sweep.run("export", "last", "--wide").output, spec: sweep.specPath)
  }

  /// Looks at a damaged journal with a reader and with a writer.
  ///
  /// - Returns: whether the damage was said.
  private func judge(_ sample: Sample, journal: Data, what: String) throws -> Bool {
    let directory = try TemporaryDirectory()
    let data = directory.path("data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let path = URL(fileURLWithPath: data + "/journal.sqlite")
    try journal.write(to: path)
    for (name, bytes) in sample.others { try bytes.write(to: URL(fileURLWithPath: data + "/" + name)) }

    var isSaid = false
    for arguments in [
      ["export", "last", "--wide"], ["run", sample.spec, "--workers", "1", "--no-report"],
      ["coordinator", "--listen", "tcp://192.0.2.1:7733"],
    ] {
      let answer = try Command.run(arguments + ["--data", data])
      switch answer.ending {
      case .code(0):
        if arguments[0] == "export" { #expect(answer.output == sample.export, "\(what): other results") }
      case .code(let code):
        #expect([1, 3].contains(code), "\(what): \(arguments[0]) ended with \(code): \(answer.errors)")
        #expect(answer.errors.hasPrefix("percolate: "), "\(what): \(answer.errors)")
        guard arguments[0] != "coordinator" else { break }
        isSaid = true
        if arguments[0] == "run" {
          #expect(answer.errors.contains("journal.sqlite"), "\(what): \(answer.errors)")
          #expect(try Data(contentsOf: path) == journal, "\(what): the damaged journal was changed")
        }
      case .signal(let signal):
        Issue.record("\(what): \(arguments[0]) died by signal \(signal): \(answer.errors)")
      }
    }
    return isSaid
  }

  @Test func `a journal cut short is refused and left as it is`() throws {
    let sample = try sample()
    let count = sample.journal.count
    for length in [1, 50, 100, 4096, count / 3, count / 2, count - 4096, count - 1] {
      let cut = sample.journal.prefix(length)
      #expect(try judge(sample, journal: cut, what: "cut to \(length)"), "\(length) of \(count) was not said")
    }
    #expect(try judge(sample, journal: Data(count: count), what: "zeros"))
    #expect(try judge(sample, journal: Data(repeating: 0x41, count: count), what: "no journal"))
  }

  @Test func `a journal with a flipped byte is refused`() throws {
    let sample = try sample()
    let seed = SeededGenerator.seed()
    print("flipped bytes: PERCOLATE_SEED=\(seed)")
    var random = SeededGenerator(seed: seed)
    let pages = sample.journal.count / 4096
    var places = [0, 16, 60, 68, 100].map { $0 }
    places += (0..<5).map { _ in Int.random(in: 1..<pages, using: &random) * 4096 }
    places += (0..<10).map { _ in Int.random(in: 0..<sample.journal.count, using: &random) }
    var said = 0
    for place in places {
      var bytes = sample.journal
      bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &random)
      if try judge(sample, journal: bytes, what: "seed \(seed), byte \(place)") { said += 1 }
    }
    #expect(said == places.count, "seed \(seed): only \(said) of \(places.count) were said")
  }
}
