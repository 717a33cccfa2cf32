import Spec
import SweepModel
import Testing

@testable import Analysis

struct PlotTests {
  @Test func `steps are one, two or five`() {
    #expect(Ticks.linear(0, 1, count: 5).major.map(\.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(Ticks.linear(0.1, 1, count: 9).major.map(\.value).count == 10)
    #expect(Ticks.linear(0.1, 1, count: 9).major[2].label == "0.3")
    #expect(Ticks.linear(-3, 12, count: 3).major.map(\.label) == ["0", "5", "10"])
    #expect(Ticks.linear(0, 70, count: 7).major.map(\.value) == [0, 10, 20, 30, 40, 50, 60, 70])
  }

  @Test func `ticks never leave the axis nor run away`() {
    for (low, high) in [
      (0.0, 1e-9), (1e15, 1e15 + 4), (-1e300, 1e300), (3.1, 3.2), (0.0, Double.leastNonzeroMagnitude),
    ] {
      for count in 1...12 {
        let ticks = Ticks.linear(low, high, count: count)
        #expect(ticks.major.count <= 2 * count + 2)
        let slack = (high - low) * 1e-6
        #expect(ticks.major.allSatisfy { $0.value >= low - slack && $0.value <= high + slack })
        #expect(Set(ticks.major.map(\.label)).count == ticks.major.count)
      }
    }
    #expect(Ticks.linear(.nan, 1, count: 3).major.isEmpty)
    #expect(Ticks.linear(2, 2, count: 3).major.count == 1)
  }

  @Test func `logarithmic axes show powers of ten, and 2 and 5 where there is room`() {
    #expect(
      Ticks.logarithmic(0.001, 1000, count: 6).major.map(\.label)
        == ["0.001", "0.01", "0.1", "1", "10", "100", "1000"])
    #expect(
      Ticks.logarithmic(0.1, 10, count: 8).major.map(\.label)
        == ["0.1", "0.2", "0.5", "1", "2", "5", "10"])
    #expect(Ticks.logarithmic(1e-8, 1e-4, count: 4).major.first?.label == "10⁻⁸")
    #expect(Ticks.logarithmic(1, 10, count: 1).minor.contains(2))
  }

  private func curve(_ series: Int, name: String = "y") -> Curve {
    var tasks: [TaskRecord] = []
    for s in 0..<series {
      tasks += Fixtures.grid(
        x: [0, 0.5, 1], replicates: 1, more: ["s": .integer(s)], from: tasks.count
      ) { x, _ in x * Double(s + 1) }
    }
    return CurveBuilder.build(definition: Fixtures.definition(series: "s"), tasks: tasks)
  }

  @Test(arguments: [(24, 6), (60, 14), (100, 30)])
  func `no line is longer or taller than asked`(width: Int, height: Int) {
    for series in [1, 3, 40] {
      let text = TextPlot(width: width, height: height).render(curve(series))
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= width })
      #expect(lines.count <= max(height, 8))
    }
  }

  @Test func `a rising line goes from the lower left to the upper right`() {
    let plot = TextPlot(width: 24, height: 7, style: .ascii).render(curve(1))
    #expect(plot.utf8.allSatisfy { $0 < 128 })
    let rows = plot.split(separator: "\n").map(String.init)
    #expect(rows[1].hasSuffix("."))
    #expect(rows[1].firstIndex(of: ".").map { rows[1].distance(from: rows[1].startIndex, to: $0) } ?? 0 > 12)
    #expect(rows[rows.count - 2].hasPrefix("0 |."))
  }

  @Test func `each of several lines carries its letter, named below`() {
    let plot = TextPlot(width: 60, height: 16).render(curve(3))
    #expect(plot.contains("s:  a 0  b 1  c 2"))
    #expect(plot.split(separator: "\n").dropLast().joined().filter { "abc".contains($0) }.count >= 3)
  }

  @Test func `control characters do not reach the terminal, and no data says so`() {
    var curve = curve(1)
    curve.definition.line.metrics = ["y\u{1B}[2J"]
    let plot = TextPlot().render(curve)
    #expect(!plot.unicodeScalars.contains("\u{1B}"))
    curve.panels = []
    #expect(TextPlot().render(curve).hasSuffix("(no data yet)"))
  }
}
