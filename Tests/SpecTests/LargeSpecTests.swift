import Foundation
import SweepModel
import Testing

@testable import Spec

/// Specs far beyond what can run are counted and refused; those at the limit take no memory by their size.
@Suite(.timeLimit(.minutes(3)))
struct LargeSpecTests {
  @Test func `the values of a range are computed, the same as written out`() throws {
    let cases: [(from: String, to: String, step: String, values: [Double])] = [
      ("0.1", "1.0", "0.1", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
      ("-1.5", "1", "0.75", [-1.5, -0.75, 0, 0.75]), ("3e-3", "1e-3", "-1e-3", [0.003, 0.002, 0.001]),
    ]
    for (from, to, step, expected) in cases {
      let range = try DecimalRange(
        from: #require(DecimalNumber(from)), to: #require(DecimalNumber(to)),
        step: #require(DecimalNumber(step)), limit: 1000)
      let values = AxisValues(range, isReal: true)
      let listed = AxisValues(expected.map { .real($0) })
      #expect(values == listed && values.hashValue == listed.hashValue)
      for (index, value) in listed.enumerated() { #expect(values.firstIndex(of: value) == index) }
      #expect(values.firstIndex(of: .real(0.123456)) == nil)
      #expect(values.firstIndex(of: .text("x")) == nil && values.firstIndex(of: .real(1e300)) == nil)
    }
    let whole = AxisValues(DecimalRange(first: 9, step: -3, exponent: 0, count: 4), isReal: false)
    #expect(Array(whole) == [.integer(9), .integer(6), .integer(3), .integer(0)])
    #expect(whole.firstIndex(of: .integer(3)) == 2 && whole.firstIndex(of: .integer(4)) == nil)
  }

  @Test(arguments: [
    (Int.max - 5, 3, 100), (Int.min + 5, -3, 100), (0, Int.max, 5), (-1, Int.min, 5), (Int.min, 1, 3),
    (5, 0, 3), (Int.max, Int.max, Int.max),
  ])
  func `a range from a damaged file ends where numbers do`(first: Int, step: Int, count: Int) {
    let range = DecimalRange(first: first, step: step, exponent: 0, count: count)
    #expect((1...count).contains(range.count))
    let (distance, overflow) = (range.count - 1).multipliedReportingOverflow(by: step)
    #expect(!overflow && !first.addingReportingOverflow(distance).overflow)
    #expect(range.last.significand == first + distance)
  }

  @Test(arguments: [
    "axes: {lambda: {from: 0, to: 0.9, step: 0.0000001}, sigma: {from: 0.1, to: 1.0, step: 0.0000001}}",
    "axes: {lambda: {from: 0, to: 1, step: 0.000001}}\nreplicates: 10000000",
    """
    axes: {lambda: {from: 0, to: 1, step: 0.0000002}, sigma: {from: 0.1, to: 1.1, step: 0.0000002}}
    profiles: {a: {seed: 1}, b: {seed: 2}, c: {seed: 3}, d: {seed: 4}}
    """,
  ])
  func `a product beyond the limit is counted, not expanded`(text: String) throws {
    let error = #expect(throws: SpecErrors.self) { try parse(head + text) }
    #expect(error?.description.contains("more than 10000000 tasks") == true, "\(error?.description ?? "")")
  }

  @Test(arguments: ["step: 1e-300", "step: 1e-9999", "step: 0.00000000000000000001"])
  func `a step that no range can have is refused`(step: String) throws {
    #expect(throws: SpecErrors.self) { try parse(head + "axes: {lambda: {from: 0, to: 1, \(step)}}") }
    #expect(throws: SpecErrors.self) {
      try parse(head + "axes: {lambda: {log-from: 0.1, log-to: 1, count: 1000000000000000000}}")
    }
  }

  @Test func `a long range is kept as its four numbers, and its ids are those of written values`() throws {
    let sweep = try parse(head + "axes: {lambda: {from: 0, to: 1, step: 0.00001}}")
    #expect(sweep.taskCount == 100_001 && sweep.axes[0].values.isRange)
    #expect(sweep.plan.cells.runs.count == sweep.plan.names.count + 1)
    // The same sweep, restored from what the journal keeps.
    #expect(try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog).id == sweep.id)
    let range = try parse(head + "axes: {lambda: {from: 0, to: 1, step: 0.125}}")
    let list = try parse(head + "axes: {lambda: [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1]}")
    #expect(range.id == list.id)
    var ids: [[TaskID]] = [[], []]
    range.forEachTask { ids[0].append($0.id) }
    list.forEachTask { ids[1].append($0.id) }
    #expect(ids[0] == ids[1] && ids[0].count == 9)
  }

  @Test func `conditions find values of a range`() throws {
    let sweep = try parse(
      head
        + """
        axes: {lambda: {from: 0, to: 1, step: 0.001}}
        exclude: [{lambda: [0.25, 0.5, 0.75]}]
        """)
    #expect(sweep.taskCount == 998 && sweep.excludedPointCounts == [3])
  }

  @Test func `a check that is given up ends soon`() throws {
    var asked = 0
    let error = #expect(throws: SpecErrors.self) {
      try SpecParser.parse(
        Array((head + "axes: {lambda: {from: 0, to: 1, step: 0.0000002}}").utf8), file: "spec",
        catalog: catalog
      ) {
        asked += 1
        return asked < 3
      }
    }
    #expect(asked == 3 && error?.description.contains("given up after 3000 points") == true)
  }
}
