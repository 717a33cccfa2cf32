import Foundation
import Glibc
import TestSupport
import Testing

/// The live display on real terminals.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct TerminalTests {
  private static let spec = """
    name: drawn
    experiment: probe
    parameters: {duration: 0.2, metrics: 60}
    axes:
      index: {from: 1, to: 150, step: 1}
      payload: [1, 2, 3]
    curves:
      - {name: value, x: index, y: value, series: payload}
    """

  /// What was printed, cut before each frame: it begins by going back to its line's beginning, while the end of a
  /// line is a carriage return and a line feed.
  private func parts(_ text: String) -> [String] {
    var parts = [""]
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if scalar == "\r", let next = scalars.first, next != "\n" { parts.append("") }
      parts[parts.count - 1].unicodeScalars.append(scalar)
    }
    return parts
  }

  @Test(arguments: [(80, 24), (80, 12), (40, 10), (20, 2), (1, 1)])
  func `nothing scrolls away, and the status stays in sight`(columns: Int, rows: Int) throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(TerminalTests.spec, to: "spec.yaml")
    let terminal = try PseudoTerminal(columns: columns, rows: rows)
    let run = try terminal.start(
      ["run", spec, "--workers", "2", "--data", directory.path("data"), "--no-report"])
    #expect(terminal.output.wait { parts($0).count > 12 }, "\(terminal.output.text)")
    let text = terminal.output.text
    // The last frame may be cut off in its middle; the one before is whole.
    var screen = VirtualScreen(columns: columns, rows: rows)
    var before = 0
    for (number, part) in parts(text).dropLast().enumerated() {
      screen.show(part)
      if number == 1 { before = screen.scrolled }
    }
    // What stood there before the display makes room for it once, but frames do not pile up.
    #expect(screen.scrolled <= before + rows, "\(screen.scrolled) lines scrolled away")
    #expect(text.utf8.allSatisfy { $0 < 0x80 }, "a C locale has no braille")
    #expect(screen.current.contains(" %") == (columns >= 20), "\(screen.rows.map { String($0) })")
    run.send(SIGINT)
    #expect(try run.exit() == .code(130))
  }

  @Test func `a terminal that changes its size is drawn again within it, though nothing else changed`() throws
  {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit("name: still\nexperiment: probe\naxes: {index: {from: 1, to: 500, step: 1}}")
    let terminal = try PseudoTerminal(columns: 100, rows: 30)
    let watch = try terminal.start(["watch", "last", "--data", cluster.data])
    #expect(terminal.output.wait { $0.contains("500 planned = 0 done + 500 pending") })
    let before = terminal.output.text.count
    terminal.resize(columns: 30, rows: 5)
    #expect(
      terminal.output.wait { $0.dropFirst(before).contains("0 of 500 done") }, "\(terminal.output.text)")
    watch.send(SIGINT)
    #expect(try watch.exit() == .code(130))
    #expect(try cluster.stop())
  }

  @Test func `a dumb terminal gets lines, without a single escape`() throws {
    let cluster = try Cluster()
    try cluster.startCoordinator()
    try cluster.submit("name: plain\nexperiment: probe\naxes: {index: [1]}")
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let watch = try terminal.start(["watch", "last", "--data", cluster.data], environment: ["TERM": "dumb"])
    #expect(terminal.output.wait { $0.contains("1 planned") })
    watch.send(SIGINT)
    #expect(try watch.exit() == .code(130))
    #expect(!terminal.output.text.contains("\u{1B}"))
    #expect(try cluster.stop())
  }

  @Test(arguments: ["", "1"])
  func `colours are drawn unless NO_COLOR says no`(noColor: String) throws {
    let directory = try TemporaryDirectory()
    let spec = try directory.write(TerminalTests.spec, to: "spec.yaml")
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let run = try terminal.start(
      ["run", spec, "--workers", "1", "--data", directory.path("data"), "--no-report"],
      environment: ["NO_COLOR": noColor])
    #expect(terminal.output.wait { $0.contains("payload:") }, "\(terminal.output.text)")
    #expect(terminal.output.wait { parts($0).count > 6 })
    run.send(SIGINT)
    #expect(try run.exit() == .code(130))
    #expect(terminal.output.text.contains("\u{1B}[36m") == noColor.isEmpty)
  }
}
