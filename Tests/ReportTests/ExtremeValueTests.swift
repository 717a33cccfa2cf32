import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

struct ExtremeValueTests {
  @Test(arguments: [
    [0, Double.leastNonzeroMagnitude], [-1e308, 1e308], [1e308, 1.7e308], [0, 0], [-5, -5],
    [1e15, 1e15 + 1], [.nan, .infinity], [1e-300, 1e300],
  ])
  func `any numbers can be drawn, linear and logarithmic`(values: [Double]) {
    for scale in CurveDefinition.Scale.allCases {
      var definition = Samples.definition()
      definition.line.xScale = scale
      definition.line.yScale = scale
      definition.line.fit = .powerLaw
      let tasks = values.enumerated().flatMap { index, value in
        (0..<3).map { replicate in
          Samples.task(
            3 * index + replicate, replicate: replicate,
            ["lambda": .real(value.isFinite ? value : Double(index)), "sigma": .real(1)], value: value)
        }
      }
      let curve = CurveBuilder.build(definition: definition, tasks: tasks)
      var input = Samples.input(curves: [curve])
      input.tasks = tasks
      let page = HTMLReport.render(input)
      #expect(page.hasSuffix("</html>\n"))
      #expect(!page.contains("d=\"Mnan"))
      #expect(!TextPlot().render(curve).isEmpty)
      #expect(!CurveTable.csv([curve]).isEmpty)
      #expect(!CurveTable.json([curve]).contains("nan"))
    }
  }
}
