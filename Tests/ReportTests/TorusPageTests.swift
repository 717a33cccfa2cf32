import Foundation
import Report
import Representation
import TestSupport
import Testing

struct TorusPageTests {
  private func analysis(_ torus: IdealTorus, ripser: Bool) throws -> TorusAnalysis {
    let grid = try LabelGrid(x: 12, y: 10)
    var options = TorusOptions()
    options.points = 60
    if !ripser { options.ripser = nil }
    return try TorusAnalysis(GramMatrix(torus.points(grid)), grid: grid, options: options)
  }

  @Test func `a page says what was found, and needs nothing else`() throws {
    let analysis = try analysis(.clifford, ripser: false)
    let page = TorusPage.render(analysis, name: "<a>.npy")
    #expect(page == TorusPage.render(analysis, name: "<a>.npy"))
    #expect(page.contains("Is it a torus? &lt;a&gt;.npy") && !page.contains("<a>.npy"))
    #expect(page.contains("Participation ratio 4;") && page.contains("untrained network"))
    #expect(page.contains("ripser is not on the PATH"))
    #expect(!page.contains("src=") && !page.contains("<script"))
    let open = page.components(separatedBy: "<svg").count - 1
    #expect(open == 3 && page.components(separatedBy: "</svg>").count - 1 == 3)
    for word in ["nan", "inf\""] { #expect(!page.contains(word), "\(word) on the page") }
  }

  @Test(.enabled(if: RunningProcess.isInstalled("ripser"), "needs Debian's package ripser"))
  func `holes are drawn where they are known`() throws {
    let found = try analysis(.clifford, ripser: true)
    #expect(TorusFigures.all(found).map(\.name) == ["spectrum", "components", "ring-tests", "persistence"])
    let page = TorusPage.render(found, name: "a.npy")
    #expect(page.contains("Betti numbers of a torus (1, 2, 1)") && page.contains("The longest bars"))
    for figure in TorusFigures.all(found) {
      #expect(figure.file.hasPrefix("<?xml") && figure.file.contains("mm\""))
    }
  }

  @Test func `objects without rings have a page as well`() throws {
    let grid = try LabelGrid(x: 4, y: 4)
    var options = TorusOptions()
    options.ripser = nil
    // The rows differ by x alone, along a line.
    let values = (0..<16).map { Double($0 / 4) }
    let line = try TorusAnalysis(
      GramMatrix(Matrix(rows: 16, columns: 1, values: values)), grid: grid, options: options)
    #expect(TorusFigures.all(line).map(\.name) == ["spectrum", "ring-tests"])
    #expect(TorusPage.render(line, name: "line").contains("4 rings whose rows are all the same"))
  }
}
