import Analysis
import Spec
import SweepModel
import Testing

@testable import percolate

struct LiveFrameTests {
  private static let sizes = [
    (80, 24), (80, 12), (40, 10), (1, 1), (2, 2), (24, 6), (200, 60), (80, 3), (30, 4), (10, 40), (80, 2),
  ]

  private static func running(_ count: Int, total: Int? = nil) -> RunningTasks {
    RunningTasks(
      header: ["running", "step", "width", "replicate", "train-loss"],
      rows: (0..<count).map { ["0123456789a\($0)", "\($0) of 5000", "64", "\($0)", "0.\($0)"] },
      total: total ?? count)
  }

  private static func curve(lines: Int) -> Curve {
    var tasks: [TaskRecord] = []
    for s in 0..<lines {
      for x in 0..<5 {
        let definition = TaskDefinition(
          experiment: "probe", version: 1, parameters: ["x": .integer(x), "s": .integer(s)], seed: 1,
          replicate: 0)
        tasks.append(
          TaskRecord(
            ordinal: tasks.count, id: definition.id, replicate: 0, status: .done,
            parameters: definition.parameters, metrics: ["y": Double(x * (s + 1))]))
      }
    }
    return CurveBuilder.build(
      definition: CurveDefinition(name: "y", x: "x", y: "y", series: "s"), tasks: tasks)
  }

  private static func frame(_ tasks: Int, notes: [String] = [], lines: Int = 3) -> LiveFrame {
    LiveFrame(
      status: [{ StatusLine.text(Samples.sweep(), left: Samples.left, columns: $0) }], notes: notes,
      curve: curve(lines: lines), running: running(tasks))
  }

  @Test(arguments: Self.sizes)
  func `fits the terminal, and the status stands last`(columns: Int, rows: Int) {
    for tasks in [0, 1, 8, 40] {
      for notes in [[], ["the disk is full", "no answer"]] {
        let lines = Self.frame(tasks, notes: notes).lines(columns: columns, rows: rows, isUTF8: true)
        #expect((1...rows).contains(lines.count))
        #expect(lines.allSatisfy { $0.columns < max(2, columns) })
        #expect(
          lines.last?.text == StatusLine.text(Samples.sweep(), left: Samples.left, columns: columns - 1))
      }
    }
  }

  @Test func `the plot shrinks before lines of tasks go`() {
    let whole = LiveLayout(rows: 40, notes: 0, hasPlot: true, tasks: 9)
    #expect((whole.plot, whole.tasks) == (16, 9))
    let usual = LiveLayout(rows: 24, notes: 0, hasPlot: true, tasks: 9)
    #expect((usual.plot, usual.tasks) == (14, 9))
    let low = LiveLayout(rows: 12, notes: 0, hasPlot: true, tasks: 9)
    #expect((low.plot, low.tasks) == (0, 9))
    let lowest = LiveLayout(rows: 5, notes: 1, hasPlot: true, tasks: 9)
    #expect((lowest.plot, lowest.tasks, lowest.notes, lowest.status) == (0, 3, 1, 1))
    #expect(LiveLayout(rows: 1, notes: 3, hasPlot: true, tasks: 9).lines == 1)
    for rows in 0...60 {
      for tasks in [0] + (2...20) {
        let layout = LiveLayout(rows: rows, status: 2, notes: 1, hasPlot: true, tasks: tasks)
        #expect(layout.lines <= max(1, rows))
        if layout.tasks < tasks { #expect(layout.plot == 0) }
      }
    }
  }

  @Test func `a table of tasks loses columns from the right and rows from below, and counts what is hidden`()
  {
    let tasks = Self.running(8, total: 11)
    let whole = tasks.lines(columns: 79, height: tasks.height)
    #expect(whole.count == 10 && whole.last == "and 3 more")
    let low = tasks.lines(columns: 79, height: 4)
    #expect(low.count == 4 && low.last == "and 9 more")
    let narrow = tasks.lines(columns: 28, height: 20)
    #expect(narrow.first == "running       step")
    #expect(narrow.dropFirst().first?.contains("0 of 5000") == true)
    #expect(tasks.lines(columns: 5, height: 20).isEmpty)
    #expect(tasks.lines(columns: 79, height: 1).isEmpty)
  }

  @Test func `a locale without UTF-8 gets ASCII`() {
    let lines = Self.frame(3).lines(columns: 80, rows: 24, isUTF8: false)
    #expect(lines.allSatisfy { $0.text.utf8.allSatisfy { $0 < 0x80 } })
    #expect(
      Self.frame(3).lines(columns: 80, rows: 24, isUTF8: true).contains {
        $0.text.utf8.contains { $0 >= 0x80 }
      })
    for locale in [["LC_ALL": "C", "LANG": "C.UTF-8"], [:], ["LANG": "de_DE"], ["LC_CTYPE": "POSIX"]] {
      #expect(!Terminal.isUTF8(locale), "\(locale)")
    }
    for locale in [
      ["LANG": "C.UTF-8"], ["LC_ALL": "", "LANG": "en_US.utf8"], ["LC_CTYPE": "de_DE.UTF-8@euro"],
    ] {
      #expect(Terminal.isUTF8(locale), "\(locale)")
    }
    #expect(ASCIIText.of("10⁻⁸ ± 2×10³ … é") == "10^-8 +- 2x10^3 ... ?")
    #expect(ASCIIText.of("10⁻⁸").utf8.allSatisfy { $0 < 0x80 })
  }

  @Test func `each of several lines has its letter and its colour, and so has its name`() {
    let lines = Self.frame(0).lines(columns: 80, rows: 24, isUTF8: true)
    let plot = lines.dropLast(2)
    for (letter, color) in [("a", 0), ("b", 1), ("c", 2)] {
      #expect(plot.contains { $0.runs.contains { $0.color == color && $0.text.contains(letter) } })
    }
    let legend = lines[lines.count - 2]
    #expect(legend.text == "s:  a 0  b 1  c 2")
    #expect(legend.runs.compactMap(\.color) == [0, 1, 2])
  }

  @Test func `a frame is taken back whole, also from a terminal that became narrower`() {
    var eraser = FrameEraser()
    let wide = StyledLine(String(repeating: "x", count: 70))
    let none = eraser.rewind(columns: 80, rows: 24)
    #expect(none == ("", 0))
    for (lines, columns, rows, bytes, count) in [
      ([wide, StyledLine(""), StyledLine("abc")], 80, 24, "\r\u{1B}[2A", 3),
      ([wide, StyledLine(""), StyledLine("abc")], 40, 24, "\r\u{1B}[3A", 4),
      ([wide, StyledLine("abc")], 1, 10, "\r\u{1B}[9A", 10), ([StyledLine("x")], 0, 0, "\r", 1),
    ] {
      eraser.remember(lines)
      let rewind = eraser.rewind(columns: columns, rows: rows)
      #expect(rewind == (bytes, count))
      let again = eraser.rewind(columns: columns, rows: rows)
      #expect(again == ("", 0), "it was taken back")
    }
  }
}
