import Spec
import SweepModel
import Testing

@testable import Analysis

struct LaTeXTextTests {
  @Test(arguments: [
    ("σ", "$\\sigma$"), ("σ²/λ", "$\\sigma^{2}$/$\\lambda$"), ("10⁻¹² px²", "10$^{-12}$ px$^{2}$"),
    ("a_b & 50 %", "a\\_b \\& 50 \\%"), ("μ₁₂ × 2", "$\\mu_{12}$ $\\times$ 2"), ("µs", "$\\mu$s"),
    ("[1, 2] *", "{[}1, 2{]} {*}"), ("a < b | c > d", "a \\textless{} b \\textbar{} c \\textgreater{} d"),
    ("Ωλ", "$\\Omega\\lambda$"), ("ΑΒ", "$\\mathrm{A}\\mathrm{B}$"), ("naïve", "naïve"), ("", ""),
  ])
  func `letters and signs that text lacks are formulas`(text: String, latex: String) {
    #expect(LaTeXText.escape(text) == latex)
  }

  @Test(arguments: [
    ("σ", "$\\sigma$"), ("N", "$N$"), ("FID", "$\\mathrm{FID}$"), ("J₁₂", "$J_{12}$"),
    ("μ₁²", "$\\mu_{1}^{2}$"),
    ("σx", "$\\sigma x$"), ("λ2", "$\\lambda 2$"), ("a%", "$a\\%$"),
  ])
  func `a symbol is one formula`(symbol: String, latex: String) {
    #expect(LaTeXText.symbol(symbol) == latex)
  }

  @Test func `labels have their units, and their values`() {
    let label = Label("sigma", symbol: "σ", unit: "px")
    #expect(LaTeXText.title(label) == "$\\sigma$ (px)")
    #expect(LaTeXText.title(Label("share_1", unit: "%")) == "share\\_1 (\\%)")
    #expect(LaTeXText.equation(label, .real(0.3)) == "$\\sigma$ = 0.3 px")
    #expect(LaTeXText.equation(label, nil) == "$\\sigma$: none")
    let place = label.at(Label("test-loss", words: "test loss"), level: "0.5")
    #expect(LaTeXText.title(place) == "$\\sigma$ at test loss = 0.5 (px)")
  }

  @Test func `tables have labels, what the spec says in their place, and the title`() {
    let labels = Labels(
      parameters: [Label("rule", symbol: "ϱ"), Label("width", unit: "px"), Label("x", symbol: "λ")],
      metrics: [Label("y", words: "hit & miss", unit: "%")])
    var tasks: [TaskRecord] = []
    for rule in ["a", "b"] {
      tasks += Fixtures.grid(
        x: [0.5], replicates: 1, more: ["rule": .text(rule), "width": .integer(3)], from: tasks.count
      ) { x, _ in x }
    }
    func lines(_ change: (inout CurveBuilderInput) -> Void) -> [String] {
      var input = CurveBuilderInput()
      change(&input)
      var definition = Fixtures.definition(
        series: input.series, panel: input.panel, interval: .none)
      definition.figure.title = input.title
      definition.figure.xLabel = input.xLabel
      definition.figure.yLabel = input.yLabel
      return LaTeXTable.text([
        CurveBuilder.build(definition: definition, tasks: tasks, labels: labels)
      ]).split(separator: "\n").map(String.init)
    }
    let full = lines {
      $0.series = "rule"
      $0.panel = "width"
    }
    #expect(full.contains("% curve curve: mean of hit & miss against λ"), "\(full)")
    #expect(full.contains(" & \\multicolumn{2}{c}{$\\varrho$} \\\\"), "\(full)")
    #expect(full.contains("$\\lambda$ & a & b \\\\"), "\(full)")
    #expect(full.contains("\\multicolumn{3}{l}{width = 3 px} \\\\"), "\(full)")
    #expect(lines { _ in }.contains("$\\lambda$ & hit \\& miss (\\%) \\\\"))
    let own = lines {
      $0.title = "50 % of σ"
      $0.xLabel = "part_λ"
      $0.yLabel = "{hits}"
    }
    #expect(own.contains("\\multicolumn{2}{c}{\\textbf{50 \\% of $\\sigma$}} \\\\"), "\(own)")
    #expect(own.contains("part\\_$\\lambda$ & \\{hits\\} \\\\"), "\(own)")
  }

  private struct CurveBuilderInput {
    var series: String?
    var panel: String?
    var title: String?
    var xLabel: String?
    var yLabel: String?
  }
}
