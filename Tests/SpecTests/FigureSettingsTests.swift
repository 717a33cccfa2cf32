import Spec
import SweepModel
import Testing

/// `title`, labels, ranges, `order` and `width` of figures.
struct FigureSettingsTests {
  private let start = head + "axes: {lambda: [0.1, 0.2], sigma: [1, 2], model: [relu, tanh]}\ncurves:\n  - "

  @Test func `they are read, and come back from the stored spec`() throws {
    let sweep = try parse(
      start
        + "{name: c, x: lambda, y: accuracy, title: A title, x-label: share (1), y-label: hits, order: falling, "
        + "x-range: [0.1, 1], y-range: [0, 1], width: column}")
    let figure = try #require(sweep.curves.first).figure
    #expect(figure.title == "A title" && figure.xLabel == "share (1)" && figure.yLabel == "hits")
    #expect(figure.order == .falling && figure.width == .column)
    #expect(figure.xRange == 0.1...1 && figure.yRange == 0...1)
    let restored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(restored.curves == sweep.curves && restored.id == sweep.id)
  }

  @Test func `a curve without them is stored as it was before there were any`() throws {
    let sweep = try parse(start + "{name: c, x: lambda, y: accuracy, width: page}")
    #expect(sweep.curves.first?.figure == FigureSettings())
    let plain = try parse(start + "{name: c, x: lambda, y: accuracy}")
    #expect(plain.id == sweep.id)
    for key in ["title", "width", "order", "x-range"] { #expect(!plain.resolvedJSON.contains("\"\(key)\"")) }
  }

  @Test(arguments: [
    ("x: lambda, y: accuracy, x-range: [1, 0]", "`x-range` from 1.0 to 0.0"),
    ("x: lambda, y: accuracy, x-range: [0, 1], x-scale: log", "`x-range` from 0.0 on a logarithmic axis"),
    ("x: lambda, y: accuracy, y-range: [1]", "1 numbers in `y-range`"),
    ("x: lambda, y: accuracy, y-range: 3", "as `y-range`"),
    ("x: model, y: accuracy, x-range: [0, 1]", "whose values are no numbers"),
    ("x: lambda, y: accuracy, order: random", "unknown `order` `random`"),
    ("x: lambda, y: accuracy, width: 90mm", "unknown `width` `90mm`"),
    ("x: lambda, y: accuracy, z-label: a", "`z-label` in a curve of kind curve"),
    ("x: lambda, y: accuracy, title: \"a\\nb\"", "5:46: `title` with a line break, a control character"),
    ("x: lambda, y: accuracy, x-label: \"\\e[1m\"", "`x-label` with a line break, a control character"),
    ("x: lambda, y: accuracy, y-label: \"a\\u202Eb\"", "`y-label` with a line break, a control character"),
    ("x: lambda, y: accuracy, title: ''", "an empty text for `title`"),
    ("x: lambda, y: accuracy, title: [a]", "as `title`"),
    (
      "x: lambda, y: accuracy, title: \(String(repeating: "e\u{301}", count: 101))",
      "202 characters for `title`; expected at most 200"
    ),
    ("name: \"a\\tb\\rc\", x: lambda, y: accuracy", "`name` with a line break"),
    ("kind: pictures, artifact: grid, x-label: a", "`x-label` of pictures without `x`"),
    ("kind: pictures, artifact: grid, x: lambda, y-label: a", "`y-label` of pictures without `y`"),
    (
      "kind: heat-map, x: lambda, y: sigma, z: accuracy, x-range: [0, 1]",
      "`x-range` in a curve of kind heat-map"
    ),
  ])
  func `mistakes are told`(curve: String, problem: String) {
    let name = curve.hasPrefix("name:") ? "" : "name: c, "
    let found = problems(start + "{\(name)\(curve)}")
    #expect(found.contains { $0.contains(problem) }, "\(found)")
  }
}
