import Foundation
import FoundationXML
import SweepModel
import Testing

@testable import Datasets

struct PositionTableTests {
  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var fills: Set<String> = []
    var words = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
      if name == "circle" {
        #expect(attributes["cx"].flatMap(Double.init).map { (46...314).contains($0) } == true)
        #expect(attributes["cy"].flatMap(Double.init).map { (4...272).contains($0) } == true)
      }
      if name == "rect", let fill = attributes["fill"] { fills.insert(fill) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { words += string }
  }

  private func read(_ svg: String) throws -> Elements {
    let (elements, parser) = (Elements(), XMLParser(data: Data(svg.utf8)))
    parser.delegate = elements
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return elements
  }

  /// Tallies images that `answer` draws for labels; nil is an image that is not finite.
  private func table(
    _ labels: [EvaluationLabel], _ kind: DatasetKind = .bump,
    answer: (EvaluationLabel) -> (x: Double, y: Double)?
  ) -> PositionTable {
    let finder = PositionFinder(specification(kind))
    var tally = AccuracyTally(LabelGrid(imageSize: 32, holdOut: .cross(width: 6)), finder: finder)
    var table = PositionTable(finder: finder, tolerance: tally.tolerance)
    for label in labels {
      var image = [Float](repeating: .nan, count: finder.renderer.elements)
      if let (x, y) = answer(label) { image = finder.renderer.image(kind.form, x: x, y: y) }
      table.add(tally.add(image.span, for: label), for: label)
    }
    let expected = Double(table.rows.count(where: \.isRight)) / Double(labels.count)
    #expect(tally.images == labels.count)
    if kind != .bump { #expect(tally.accuracy(.both).map { abs($0.value - expected) < 1e-9 } == true) }
    return table
  }

  @Test func `each label is a line with what was asked, found and counted`() {
    let labels = [
      EvaluationLabel(x: 3, y: 4, region: .inDistribution), EvaluationLabel(x: 14, y: 4, region: .vertical),
      EvaluationLabel(x: 15, y: 16, region: .intersection), EvaluationLabel(x: 4, y: 16, region: .horizontal),
    ]
    let table = table(labels) { label in
      switch label.region {
      case .inDistribution: (3, 4)
      case .vertical: (12, 5)
      case .intersection: nil
      default: (-40, -40)
      }
    }
    #expect(
      table.csv == """
        asked-x,asked-y,found-x,found-y,region,right,centroid
        3.0,4.0,3.0,4.0,in-distribution,true,false
        14.0,4.0,12.0,5.0,vertical,false,false
        15.0,16.0,,,intersection,false,
        4.0,16.0,16.5,16.5,horizontal,false,true

        """)
  }

  @Test func `with joined borders an error goes the shorter way`() throws {
    let labels = [EvaluationLabel(x: 1, y: 32, region: .inDistribution)]
    let row = try #require(table(labels, .torus) { _ in (32, 2) }.rows.first)
    #expect(row.offsetX == -1 && row.offsetY == 2)
    #expect(!row.isRight)
    let plain = try #require(table(labels) { _ in (32, 2) }.rows.first)
    #expect(plain.offsetX == 31 && plain.offsetY == -30)
  }

  @Test func `a scatter is well-formed, with a dot for each label and the regions there are`() throws {
    let grid = LabelGrid(imageSize: 32, holdOut: .vertical(width: 6))
    let table = table(grid.labels) { label in
      label.region == .vertical ? (label.x == 16 ? 30 : 12, label.y) : (label.x, label.y)
    }
    let scatter = ErrorScatter(table)
    let elements = try read(scatter.svg)
    #expect(elements.counts["circle"] == 1024)
    #expect(elements.counts["script"] == nil && elements.counts["image"] == nil)
    #expect(scatter.reach == 10)
    #expect(elements.words.contains("in-distribution: 800 of 800 right"))
    #expect(elements.words.contains("vertical: 0 of 224 right"))
    #expect(!elements.words.contains("horizontal") && !elements.words.contains("intersection"))
    #expect(elements.words.contains("32 beyond, at the frame"))
    #expect(elements.words.contains("hollow: wrong"))
    #expect(elements.fills.isSuperset(of: ["#009e73", "#0072b2"]))
    #expect(ErrorScatter(table).svg == scatter.svg)
  }

  @Test func `a scatter without readable images, without labels and of very many says so`() throws {
    let finder = PositionFinder(specification(.bump))
    let label = EvaluationLabel(x: 1, y: 1, region: .inDistribution)
    #expect(try read(ErrorScatter(PositionTable(finder: finder)).svg).words.contains("no labels"))
    let unreadable = try read(ErrorScatter(table([label]) { _ in nil }).svg)
    #expect(unreadable.counts["circle"] == nil && unreadable.words.contains("1 without a position"))
    var many = PositionTable(finder: finder)
    let found = PositionEstimate(x: 1, y: 1, patterns: 1, isCentroid: false)
    for _ in 0..<5000 { many.add(found, for: label) }
    let elements = try read(ErrorScatter(many).svg)
    #expect(elements.counts["circle"] == ErrorScatter.largest)
    #expect(elements.words.contains("4096 of 5000 labels"))
    #expect(many.csv.split(separator: "\n").count == 5001)
    for _ in 0..<PositionTable.largest { many.add(found, for: label) }
    #expect(many.csv.split(separator: "\n").count == PositionTable.largest + 1)
  }

  @Test func `dots at one place stay apart and within their radius`() {
    #expect(DotSpread.places(0, spacing: 3, radius: 5).isEmpty)
    #expect(DotSpread.places(1, spacing: 3, radius: 5).allSatisfy { $0 == (0, 0) })
    for count in [2, 30, 1000] {
      let places = DotSpread.places(count, spacing: 3, radius: 20)
      #expect(places.count == count)
      #expect(places.allSatisfy { ($0.x * $0.x + $0.y * $0.y).squareRoot() <= 20.001 })
      let steps = zip(places, places.dropFirst()).map { abs($0.x - $1.x) + abs($0.y - $1.y) }
      #expect((steps.min() ?? 0) > 0.1)
    }
  }

  @Test(arguments: [(1, 256), (44, 220), (300, 300), (441, 441), (1100, 367), (4400, 489)])
  func `a map is about as wide as asked for, however many positions there are`(positions: Int, width: Int) {
    let scale = MapScale(positions: positions, width: 256)
    #expect(scale.extent == width)
    #expect(scale.start(positions - 1) + scale.cell == scale.extent)
    #expect(scale.start(0) == 0)
  }
}
