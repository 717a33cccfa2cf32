import SweepModel
import Testing

@testable import Analysis

/// Words stand in the order of the spec, in legends, on axes and among panels.
struct CategoryOrderTests {
  private let words: [ParameterValue] = ["small", "medium", "large", "huge"].map { .text($0) }
  private var order: CategoryOrder {
    CategoryOrder([Axis(name: "size", values: words), Axis(name: "x", values: [.real(3), .real(1)])])
  }

  private var tasks: [TaskRecord] {
    // The first point lacks "small", as an exclusion may have it: the order is not that of the tasks.
    [(1.0, 1), (1, 2), (1, 3), (2, 0), (2, 1), (2, 2), (2, 3)].enumerated().map { number, point in
      Fixtures.task(number, ["x": .real(point.0), "size": words[point.1]], y: 1)
    }
  }

  @Test func `Lines and panels are in the order of the spec`() {
    let lines = CurveBuilder.build(
      definition: Fixtures.definition(series: "size"), tasks: tasks, order: order)
    #expect(lines.panels.first?.series.map(\.key) == words)
    let panels = CurveBuilder.build(
      definition: Fixtures.definition(panel: "size"), tasks: tasks, order: order)
    #expect(panels.panels.map(\.key) == words)
  }

  @Test func `An axis of words is in the order of the spec`() {
    var definition = Fixtures.definition()
    definition.x = "size"
    let curve = CurveBuilder.build(definition: definition, tasks: tasks, order: order)
    #expect(curve.xCategories == ["small", "medium", "large", "huge"])
  }

  @Test func `Numbers rise, and words that the spec does not have come last`() {
    let values: [ParameterValue] = [
      .text("zebra"), .text("huge"), .integer(7), .text("small"), .text("ant"), .integer(2),
    ]
    #expect(
      order.sorted(values, of: "size")
        == [.integer(2), .integer(7), .text("small"), .text("huge"), .text("ant"), .text("zebra")])
    #expect(order.sorted([.real(3), .real(1)], of: "x") == [.real(1), .real(3)])
    #expect(order.sorted([.text("b"), .text("a")], of: "other") == [.text("a"), .text("b")])
  }
}
