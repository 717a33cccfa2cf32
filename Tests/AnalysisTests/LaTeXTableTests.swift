import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

@Suite struct LaTeXTableTests {
  private func curve(
    _ definition: CurveDefinition, _ tasks: [TaskRecord]
  ) -> [Substring] {
    LaTeXTable.text([CurveBuilder.build(definition: definition, tasks: tasks)]).split(separator: "\n")
  }

  @Test func `a row is a place, a column a line, a block a panel`() {
    var tasks: [TaskRecord] = []
    for panel in [1, 2] {
      for series in ["a_1", "b"] {
        tasks += Fixtures.grid(
          x: [0.1, 0.2], replicates: 2,
          more: ["width": .integer(panel), "rule": .text(series)], from: tasks.count
        ) { x, replicate in series == "b" && x > 0.15 ? nil : x * Double(panel) + Double(replicate) / 100 }
      }
    }
    let lines = curve(Fixtures.definition(series: "rule", panel: "width", interval: .standardError), tasks)
    #expect(
      lines == [
        "% \\usepackage{booktabs}", "% curve curve: mean of y against x", "\\begin{tabular}{lrr}",
        "\\toprule",
        " & \\multicolumn{2}{c}{rule} \\\\", "\\cmidrule(lr){2-3}", "x & a\\_1 & b \\\\", "\\midrule",
        "\\multicolumn{3}{l}{width = 1} \\\\",
        "0.1 & $0.1050\\ [0.1000,\\, 0.1100]$ & $0.1050\\ [0.1000,\\, 0.1100]$ \\\\",
        "0.2 & $0.2050\\ [0.2000,\\, 0.2100]$ & -- \\\\", "\\midrule", "\\multicolumn{3}{l}{width = 2} \\\\",
        "0.1 & $0.2050\\ [0.2000,\\, 0.2100]$ & $0.2050\\ [0.2000,\\, 0.2100]$ \\\\",
        "0.2 & $0.4050\\ [0.4000,\\, 0.4100]$ & -- \\\\", "\\midrule",
        "\\multicolumn{3}{l}{\\footnotesize mean [one standard error]; $n = 2$} \\\\", "\\bottomrule",
        "\\end{tabular}",
      ])
  }

  @Test(
    arguments: [
      (0.523456, 0.41, 0.63, "$0.52\\ [0.41,\\, 0.63]$"),
      (1234.5, 1200.2, 1280.9, "$1234\\ [1200,\\, 1281]$"),
      (1.234e-7, 1.1e-7, 1.4e-7, "$1.23\\ [1.10,\\, 1.40] \\times 10^{-7}$"),
      (2.5e9, nil, nil, "$2.500 \\times 10^{9}$"),
      (0.25, nil, nil, "$0.2500$"),
      (0, 0, 0, "$0.000\\ [0.000,\\, 0.000]$"),
      (-0.0004, -0.02, 0.0192, "$-0.000\\ [-0.020,\\, 0.019]$"),
      (3, 3, 3, "$3.000\\ [3.000,\\, 3.000]$"),
      (1.0 / 102, (1.0 / 102).nextDown, (1.0 / 102).nextUp, "$0.009804\\ [0.009804,\\, 0.009804]$"),
      (1, -.infinity, .infinity, "$1.000$"),
      (.infinity, nil, nil, "inf"),
      (nil, nil, nil, "--"),
    ] as [(Double?, Double?, Double?, String)])
  func `a number has the digits that its interval makes sense of`(
    value: Double?, lower: Double?, upper: Double?, text: String
  ) {
    #expect(LaTeXTable.cell(value, lower, upper) == text.replacing("$-0.000", with: "$0.000"))
  }

  @Test func `what means something to LaTeX is printed as it is`() {
    #expect(
      LaTeXText.escape("50%_a & b\\c {x}~^#$")
        == "50\\%\\_a \\& b\\textbackslash{}c \\{x\\}\\textasciitilde{}\\textasciicircum{}\\#\\$")
    var definition = Fixtures.definition()
    definition.name = "a\nb"
    let lines = curve(definition, Fixtures.grid(x: [1], replicates: 1) { x, _ in x })
    #expect(lines.contains("% curve a b: mean of y against x"))
  }
}
