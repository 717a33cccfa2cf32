import Foundation
import FoundationXML
import Spec
import SweepModel
import Testing

@testable import Analysis
@testable import Report

struct PictureFigureTests {
  /// A PNG file of that size, as far as a shown looks into it.
  private func png(_ width: UInt8 = 40, _ height: UInt8 = 20, more: Int = 0) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, width, 0, 0, 0]
      + [height] + [UInt8](repeating: 0, count: more)
  }

  private func tasks(_ status: (Int) -> TaskStatus = { _ in .done }) -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    for width in [1, 2, 3] {
      for place in ["centre", "corner"] where !(width == 3 && place == "corner") {
        for seed in [7, 8] {
          for replicate in 0..<2 {
            let parameters: Parameters = [
              "width": .integer(width), "place": .text(place), "seed": .integer(seed),
            ]
            let number = tasks.count
            tasks.append(
              Samples.task(
                number, replicate: replicate, parameters, value: 1, status: status(number)))
          }
        }
      }
    }
    return tasks
  }

  private let samples = Pictures(artifact: "samples", columns: "width", rows: "place")

  private func figure(
    _ pictures: Pictures, name: String = "s", where selection: Condition = [:], tasks: [TaskRecord]
  ) -> PictureFigure {
    let definition = CurveDefinition(name: name, kind: .pictures(pictures), selection: selection)
    return PictureFigure(definition, pictures, tasks: tasks)
  }

  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]
    var hrefs: [String] = []
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
      if let href = attributes["href"] { hrefs.append(href) }
    }
  }

  private func read(_ svg: String) -> Elements {
    let (elements, parser) = (Elements(), XMLParser(data: Data(svg.utf8)))
    parser.delegate = elements
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    return elements
  }

  @Test(arguments: [1, 3, 8, 9, 20, 100])
  func `a figure is as wide as asked for, however many columns it has`(columns: Int) throws {
    let many = (1...columns).map { Samples.task($0, replicate: 0, ["width": .integer($0)], value: 1) }
    var shown = figure(Pictures(artifact: "samples", columns: "width", rows: nil), tasks: many)
    shown.fill { _ in .picture(.init(mediaType: "image/png", bytes: png())) }
    let drawing = PictureDrawing(shown, width: 640)
    #expect(drawing.width <= 640)
    let elements = read(drawing.file())
    #expect(elements.counts["image"] == columns)
    let xs = drawing.render().matches(of: /<image x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/).compactMap {
      match in Double(match.1).flatMap { x in Double(match.2).map { x + $0 } }
    }
    #expect(xs.count == columns && xs.allSatisfy { $0 <= 640 })
  }

  @Test func `every place shows the first task in order of its replicate`() throws {
    var shown = figure(samples, tasks: tasks())
    var asked: [Int] = []
    shown.fill { task in
      asked.append(task.ordinal)
      return .picture(.init(mediaType: "image/png", bytes: png()))
    }
    #expect(asked == [0, 8, 16, 4, 12])
    #expect(shown.columns == [.integer(1), .integer(2), .integer(3)])
    #expect(shown.panels[0].cells[1][2] == .absent)
    #expect(shown.narrowed == ["seed"])
    #expect(shown.caption.contains("others differ in seed"))
    #expect(!shown.caption.contains("pictures;"))
    let elements = read(PictureDrawing(shown).file())
    #expect(elements.counts["image"] == 5)
    #expect(elements.hrefs.allSatisfy { $0.hasPrefix("data:image/png;base64,iVBORw0KGgo") })
    var second = samples
    second.replicate = 1
    let other = figure(
      second, where: ["seed": [.integer(8)], "place": [.text("corner")]], tasks: tasks())
    #expect(other.panels[0].tasks.map { $0.map { $0?.ordinal } } == [[7, 15]])
    #expect(other.narrowed.isEmpty && other.caption.contains("replicate 1"))
  }

  @Test func `a place without a picture says why`() {
    let states: [Int: TaskStatus] = [0: .pending, 4: .failed, 8: .cancelled, 12: .running]
    var shown = figure(samples, tasks: tasks { states[$0] ?? .done })
    shown.fill { _ in .noPicture }
    #expect(
      shown.panels[0].cells == [[.notYet, .cancelled, .noPicture], [.failed, .notYet, .absent]])
    #expect(
      shown.caption.contains("0 of 5 pictures; 2 not yet, 1 failed, 1 cancelled, 1 no picture."))
    let svg = PictureDrawing(shown).render()
    for word in [">not yet<", ">failed<", ">cancelled<", ">no picture<"] { #expect(svg.contains(word)) }
  }

  @Test func `what is no picture, or too much, is left out and said`() {
    let all = tasks()
    let contents: [Int: PictureFigure.Picture] = [
      0: .init(mediaType: "text/html", bytes: Array("<svg/>".utf8)),
      4: .init(mediaType: "image/png", bytes: Array("<svg/>".utf8)),
      8: .init(mediaType: "image/png", bytes: png(more: PictureFigure.pictureLimit)),
      12: .init(mediaType: "image/svg+xml", bytes: Array("hello".utf8)),
      16: .init(mediaType: "image/png", bytes: png()),
    ]
    var shown = figure(samples, tasks: all)
    shown.fill { contents[$0.ordinal].map(PictureFigure.Cell.picture) ?? .noPicture }
    #expect(shown.panels[0].cells[0][0] == .noPicture && shown.panels[0].cells[1][0] == .noPicture)
    #expect(shown.panels[0].cells[1][1] == .noPicture)
    #expect(shown.panels[0].cells[0][1] == .tooLarge(PictureFigure.pictureLimit + 24))
    #expect(shown.caption.contains("above 1 MiB"))
    #expect(read(PictureDrawing(shown).file()).counts["image"] == 1)
  }

  @Test func `a figure keeps to its limits of bytes and of places`() {
    let many = (0..<900).map { number in
      Samples.task(
        number, replicate: 0, ["a": .integer(number % 30), "b": .integer(number / 30)], value: 1)
    }
    var shown = figure(Pictures(artifact: "p", columns: "a", rows: "b"), tasks: many)
    #expect(shown.rows.count == 13 && shown.leftOut == 900 - 390)
    let wide = figure(
      Pictures(artifact: "p", columns: "n"), name: "w",
      tasks: (0..<500).map { Samples.task($0, replicate: 0, ["n": .integer($0)], value: 1) })
    #expect(wide.columns.count == 400 && wide.leftOut == 100)
    var total = 0
    shown.fill { _ in
      total += 1
      return .picture(.init(mediaType: "image/png", bytes: png(more: PictureFigure.pictureLimit / 2)))
    }
    #expect(total <= 25, "no more is fetched than shown")
    let count = shown.panels[0].cells.joined().count { if case .picture = $0 { true } else { false } }
    #expect(count == 23)
    #expect(shown.caption.contains("510 places beyond 400 are left out"))
    let none = figure(samples, tasks: [])
    #expect(read(PictureDrawing(none).file()).counts["image"] == nil)
    #expect(none.caption.contains("No task"))
  }

  @Test func `a hostile drawing stays data`() {
    let evil = "<svg onload='alert(1)' width=\"1e999\"><script>alert(1)</script></svg>"
    var shown = figure(
      Pictures(artifact: "errors", columns: "width"), name: "<script>", tasks: tasks())
    shown.fill { _ in .picture(.init(mediaType: "image/svg+xml", bytes: Array(evil.utf8))) }
    var input = Samples.input(curves: [])
    input.pictures = [shown]
    let page = HTMLReport.render(input)
    #expect(!page.contains("<script") && !page.contains("alert(1)") && !page.contains("onload"))
    #expect(page.contains("<image ") && page.contains("data:image/svg+xml;base64,"))
    #expect(page.contains("img-src data:"))
    #expect(read(PictureDrawing(shown).file()).counts["script"] == nil)
  }

  @Test func `pixels stay squares where a picture is enlarged, and are averaged where it is reduced`() {
    let one = Pictures(artifact: "p", columns: "width")
    for (size, isEnlarged) in [(UInt8(40), true), (255, false)] {
      var shown = figure(one, tasks: tasks())
      shown.fill { _ in .picture(.init(mediaType: "image/png", bytes: png(size, size))) }
      let svg = PictureDrawing(shown, width: 600).render()
      #expect(svg.contains("pixelated") == isEnlarged)
    }
  }
}
