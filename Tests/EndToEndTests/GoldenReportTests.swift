import Foundation
import TestSupport
import Testing

/// Reports of journals that an earlier version wrote say the same in numbers for ever: tables to the last digit, figures
/// to the last coordinate. What things are called may change, see ``FigureNumbers``.
///
/// `Golden/README.md` says how the journals were made. Run the tests with `PERCOLATE_WRITE_GOLDEN=1` to write what is
/// expected anew, then review the difference like code.
@Suite(.timeLimit(.minutes(10)))
struct GoldenReportTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"
  private static var isWriting: Bool {
    ProcessInfo.processInfo.environment["PERCOLATE_WRITE_GOLDEN"] == "1"
  }

  @Test(
    arguments: [
      ("bumps", "grid"), ("bumps", "refined"), ("training", "streams"), ("training", "drawings"),
    ])
  func `a report of an old journal has the same numbers`(journal: String, sweep: String) throws {
    let directory = try TemporaryDirectory()
    let data = directory.path("data")
    try FileManager.default.copyItem(atPath: "\(Self.folder)/\(journal)/data", toPath: data)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: data)
    let answer = try Command.run(
      "report", sweep, "--data", data, "--output", directory.path("reports"), "--json")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = try #require(try answer.json()["page"].text)
    let report = (page as NSString).deletingLastPathComponent
    let expected = "\(Self.folder)/\(journal)/\(sweep)"
    var names: [String] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: report).sorted() {
      let text = try String(contentsOfFile: "\(report)/\(name)", encoding: .utf8)
      switch (name as NSString).pathExtension {
      case "csv":
        names.append(name)
        try compare(text, with: expected, name)
      case "svg":
        let numbers = (name as NSString).deletingPathExtension + ".txt"
        names.append(numbers)
        try compare(
          try FigureNumbers(text).lines.joined(separator: "\n") + "\n", with: expected, numbers)
      default: break
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: expected).sorted() == names.sorted())
  }

  private func compare(_ text: String, with folder: String, _ name: String) throws {
    let file = URL(fileURLWithPath: "\(folder)/\(name)")
    if Self.isWriting {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let known = try String(contentsOf: file, encoding: .utf8)
    guard text != known else { return }
    let pair = zip(text.split(separator: "\n"), known.split(separator: "\n")).first { $0 != $1 }
    Issue.record(
      """
      \(name) differs from \(file.path), first in
        now:    \(pair?.0.prefix(300) ?? "(more or fewer lines)")
        before: \(pair?.1.prefix(300) ?? "(more or fewer lines)")
      """)
  }
}
