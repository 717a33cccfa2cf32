import Foundation
import Spec
import SweepModel
import Testing

@testable import Analysis

@Suite struct HistogramTests {
  /// What Scripts/goldens/numpy_histogram.py wrote.
  private struct Golden: Decodable {
    var name: String
    var values: [Double]
    var bins: Bins?
    var range: [Double]?
    var edges: [Double]
    var counts: [Int]
    var density: [Double]

    enum Bins: Decodable {
      case count(Int)
      case edges([Double])

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
          try (try? container.decode(Int.self)).map(Bins.count) ?? .edges(container.decode([Double].self))
      }
    }
  }

  private func definition(_ histogram: Histogram, panel: String? = nil) -> CurveDefinition {
    CurveDefinition(name: "spread", kind: .histogram(histogram), panel: panel)
  }

  /// One replicate for each value.
  private func tasks(_ values: [Double?], _ more: Parameters = [:], from first: Int = 0) -> [TaskRecord] {
    values.enumerated().map { index, value in
      Fixtures.task(first + index, replicate: index, more.merging(["x": .real(1)]) { $1 }, y: value)
    }
  }

  private func only(_ curve: Curve) throws -> (line: CurveSeries, distribution: Distribution) {
    let line = try #require(curve.panels.first?.series.first)
    return (line, try #require(line.distribution))
  }

  @Test func `bins, counts and densities are those of NumPy`() throws {
    let fixtures = try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
    let file = fixtures.appending(path: "numpy_histogram.json")
    let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    #expect(goldens.count == 20)
    for golden in goldens {
      var histogram = Histogram(x: "y")
      switch golden.bins {
      case .count(let count): histogram.bins = .count(count)
      case .edges(let edges): histogram.bins = .edges(edges)
      case nil: histogram.bins = .automatic
      }
      var definition = definition(histogram)
      if let range = golden.range { definition.figure.xRange = range[0]...range[1] }
      let curve = CurveBuilder.build(definition: definition, tasks: tasks(golden.values).shuffled())
      let found = try only(curve).distribution
      let place = "\(golden.name), \(String(describing: golden.bins)), \(golden.range ?? [])"
      #expect(found.edges == golden.edges, "\(place)")
      #expect(found.counts == golden.counts, "\(place)")
      for (bin, density) in golden.density.enumerated() where found.n > 0 {
        #expect(abs(try #require(found.density(bin)) - density) <= 1e-12 * density, "\(place)")
      }
      #expect(found.below + found.above + found.n == golden.values.count, "\(place)")
    }
  }

  @Test func `a width begins its bins at its multiples`() throws {
    var histogram = Histogram(x: "y")
    histogram.bins = .width(0.5)
    let values = tasks([0.7, 1.5, 2.2, 2.5])
    let found = try only(CurveBuilder.build(definition: definition(histogram), tasks: values)).distribution
    #expect(found.edges == [0.5, 1, 1.5, 2, 2.5])
    #expect(found.counts == [1, 0, 1, 2])
    var ranged = definition(histogram)
    ranged.figure.xRange = 1...2
    let part = try only(CurveBuilder.build(definition: ranged, tasks: values)).distribution
    #expect(part.edges == [1, 1.5, 2] && part.counts == [0, 1])
    #expect(part.below == 1 && part.above == 2 && part.n == 1)
    histogram.bins = .width(1e-9)
    let fine = CurveBuilder.build(definition: definition(histogram), tasks: values)
    #expect(try only(fine).distribution.counts.count == HistogramBins.most)
    #expect(fine.notes == ["Bins of width 1e-09 would be more than 1000; they are wider."])
  }

  @Test func `all panels and lines have the same bins, and every task is counted somewhere`() throws {
    var histogram = Histogram(x: "y", lines: "s")
    histogram.bins = .count(4)
    var all: [TaskRecord] = []
    for (panel, base) in [(1, 0.0), (2, 10.0)] {
      for line in ["a", "b"] {
        all += tasks(
          [base, base + 1, base + 2, .nan, .infinity, nil], ["s": .text(line), "p": .integer(panel)],
          from: all.count)
      }
    }
    all[0].status = .failed
    let curve = CurveBuilder.build(definition: definition(histogram, panel: "p"), tasks: all.shuffled())
    #expect(curve.panels.map(\.key) == [.real(1), .real(2)])
    let found = curve.panels.flatMap(\.series).compactMap(\.distribution)
    #expect(found.map(\.edges) == Array(repeating: [0, 3, 6, 9, 12], count: 4))
    #expect(found.map(\.n) == [2, 3, 3, 3])
    #expect(found.map(\.census.notFinite) == [2, 2, 2, 2])
    #expect(found.map(\.census.withoutMetric) == [1, 1, 1, 1])
    #expect(found.map(\.census.failed) == [1, 0, 0, 0])
    #expect(found.allSatisfy { $0.n + $0.below + $0.above == $0.census.used })
    #expect(found.last?.quartiles == [10, 10.5, 11, 11.5, 12])
  }

  @Test func `a streamed metric is looked at where it is asked for`() throws {
    let all = tasks([nil, nil, nil])
    let streams = zip(all, [[1: 5.0, 9: 7.0], [1: 6.0], [9: 8.0, 20: 9.0]]).map { task, values in
      MetricStream(task: task.id, samples: values.map { .init(step: $0, value: $1) })
    }
    func values(_ step: Histogram.Step) throws -> [Double] {
      var histogram = Histogram(x: "m", step: step)
      histogram.bins = .edges([5, 6, 7, 8, 9, 10])
      let curve = CurveBuilder.build(definition: definition(histogram), tasks: all, streams: ["m": streams])
      let found = try only(curve).distribution
      #expect(found.n + found.census.missing == 3)
      return zip(found.edges, found.counts).filter { $0.1 > 0 }.map(\.0)
    }
    #expect(try values(.at(1)) == [5, 6])
    #expect(try values(.at(9)) == [7, 8])
    #expect(try values(.last) == [6, 7, 9])
  }

  @Test(arguments: [
    [0, Double.leastNonzeroMagnitude], [-1e308, 1e308], [1.7e308, 1.7e308], [0, 0], [1, 1.0.nextUp],
    [.nan, .infinity], [1e-300, 1e300], [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude], [],
  ])
  func `any numbers have bins`(values: [Double]) throws {
    let count = values.count { $0.isFinite }
    for bins in [HistogramBins.automatic, .count(10), .width(1e-3), .width(1e300), .edges([0, 1])] {
      var histogram = Histogram(x: "y")
      histogram.bins = bins
      histogram.height = .density
      let curve = CurveBuilder.build(definition: definition(histogram), tasks: tasks(values))
      for line in curve.panels.flatMap(\.series) {
        let found = try #require(line.distribution)
        let areFinite = found.edges.allSatisfy { $0.isFinite }
        #expect(areFinite, "\(bins)")
        #expect(zip(found.edges, found.edges.dropFirst()).allSatisfy { $0 < $1 }, "\(bins)")
        #expect(found.n + found.below + found.above == count, "\(bins)")
        #expect(line.points.allSatisfy { $0.value?.isFinite ?? true }, "\(bins)")
      }
    }
  }

  @Test func `tables have the bins' edges, counts and densities`() throws {
    var histogram = Histogram(x: "y")
    histogram.bins = .edges([0, 1, 3])
    histogram.height = .density
    let curve = CurveBuilder.build(definition: definition(histogram), tasks: tasks([0.5, 2, 2.5, 3, 9]))
    let rows = CurveTable.csv([curve]).split(separator: "\n")
    #expect(rows[0].hasSuffix(",standard-error,bin-lower,bin-upper,count,density"))
    #expect(rows[1] == "spread,,,own,0.5,4,5,0,0.25,,,,,,,,0,1,1,0.25")
    #expect(rows[2] == "spread,,,own,2,4,5,0,0.375,,,,,,,,1,3,3,0.375")
    let parsed = try JSONSerialization.jsonObject(with: Data(CurveTable.json([curve]).utf8))
    let found = try #require((parsed as? [String: Any])?["curves"] as? [[String: Any]])
    #expect(found.first?["kind"] as? String == "histogram")
    let line = try #require((found.first?["lines"] as? [[String: Any]])?.first)
    #expect(line["n"] as? Int == 4 && line["below"] as? Int == 0 && line["above"] as? Int == 1)
    let points = try #require(line["points"] as? [[String: Any]])
    #expect(points.map { $0["count"] as? Int } == [1, 3])
    #expect(points.map { $0["bin_upper"] as? Double } == [1, 3])
  }
}
