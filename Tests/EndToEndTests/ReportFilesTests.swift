import Foundation
import Spec
import TestSupport
import Testing

/// Where reports go, and that none fails for one missing piece.
@Suite(.timeLimit(.minutes(10)))
struct ReportFilesTests {
  private static let spec = """
    name: pages
    experiment: overlap
    parameters: {sigma: 0.3}
    axes: {distance: [0, 1, 2, 4]}
    curves:
      - {name: "a/b", x: distance, y: overlap, x-scale: log, crossing: 0.5, overlay: {sweep: nosuch, y: overlap}}
      - {name: a_b, x: distance, y: overlap, overlay: {experiment: overlap, y: overlap, image-size: 4}}
    profiles:
      smoke: {axes: {distance: [1, 2]}}
    """

  private func page(_ answer: Cluster.Answer) -> String {
    answer.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  @Test func `variants of a sweep keep a report each, and the name leads to the newest`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec, to: "pages.yaml")
    var pages: [String] = []
    for variant in [[], ["--profile", "smoke"], ["--set", "axes.distance=[1, 4]"]] {
      let answer = try cluster.run(["run", spec, "--workers", "1", "--json"] + variant)
      #expect(answer.ending == .code(0), "\(answer.errors)")
      pages.append(try #require(try answer.json()["report"].text))
    }
    #expect(Set(pages).count == 3)
    let texts = try pages.map { try String(contentsOfFile: $0, encoding: .utf8) }
    #expect(Set(texts).count == 3)
    let folder = (pages[2] as NSString).deletingLastPathComponent
    let link = (folder as NSString).deletingLastPathComponent + "/pages.html"
    #expect(try String(contentsOfFile: link, encoding: .utf8) == texts[2])
    // An older sweep is reported again: its own files, and the link leads there.
    let again = try cluster.run("report", "1")
    #expect(again.ending == .code(0) && page(again) == pages[0], "\(again.output)")
    #expect(try String(contentsOfFile: pages[2], encoding: .utf8) == texts[2])
    #expect(try String(contentsOfFile: link, encoding: .utf8).contains("distance"))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link).hasSuffix("/report.html"))
  }

  @Test func `figures are written as PDF and PNG too, in their size in print`() throws {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec, to: "pages.yaml")
    #expect(try cluster.run("run", spec, "--workers", "1").ending == .code(0))
    let answer = try cluster.run("report", "pages", "--figures", "png,pdf", "--json")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = try #require(try answer.json()["page"].text)
    let folder = (page as NSString).deletingLastPathComponent
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("a_b.") }
      .sorted()
    #expect(names == ["a_b.pdf", "a_b.png", "a_b.svg"])
    let pdf = try Data(contentsOf: URL(fileURLWithPath: folder + "/a_b.pdf"))
    #expect(pdf.starts(with: Data("%PDF-".utf8)))
    // The width in pixels, behind the signature and the name of the first chunk, at 300 dots an inch.
    let png = try Data(contentsOf: URL(fileURLWithPath: folder + "/a_b.png"))
    let width = png.dropFirst(16).prefix(4).reduce(0) { $0 << 8 | Int($1) }
    let svg = try String(contentsOfFile: folder + "/a_b.svg", encoding: .utf8)
    let millimetres = try #require(svg.firstMatch(of: /width="([0-9.]+)mm"/).flatMap { Double($0.1) })
    #expect(abs(Double(width) - millimetres / 25.4 * 300) <= 1)
    for (formats, words) in [("gif", "found `gif`"), ("pdf,", "found ``")] {
      let refused = try cluster.run("report", "pages", "--figures", formats)
      #expect(refused.ending == .code(2) && refused.errors.contains(words), "\(refused.errors)")
    }
    let without = try cluster.run(
      ["report", "pages", "--figures", "pdf"], environment: ["PATH": "/nonexistent"])
    #expect(without.ending == .code(2) && without.errors.contains("librsvg2-bin"), "\(without.errors)")
  }

  @Test
  func
    `Names that are no file names, overlays that are not there and values off the axis are no reason to fail`()
    throws
  {
    let cluster = try Cluster()
    let spec = try cluster.directory.write(Self.spec, to: "pages.yaml")
    let answer = try cluster.run("run", spec, "--workers", "1", "--json")
    #expect(answer.ending == .code(0), "\(answer.errors)")
    let page = try #require(try answer.json()["report"].text)
    let html = try String(contentsOfFile: page, encoding: .utf8)
    #expect(html.contains("Sweep nosuch could not be drawn over it"))
    #expect(html.contains("Experiment overlap failed at"))
    // The crossing lies between 0, which a logarithmic axis does not show, and 1.
    let curves = try cluster.run("export", "pages", "--what", "curves", "--json")
    #expect(curves.output.contains("\"outcome\":\"crossed-between\""), "\(curves.output.prefix(2000))")
    let folder = (page as NSString).deletingLastPathComponent
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(names == ["a_b-2.svg", "a_b.svg", "curves.csv", "report.html", "tasks.csv"])
    let latex = try cluster.run("export", "pages", "--what", "curves", "--format", "latex")
    #expect(latex.ending == .code(0) && latex.output.contains("\\begin{tabular}"), "\(latex.errors)")
    let refused = try cluster.run("export", "pages", "--format", "latex")
    #expect(refused.ending == .code(2) && refused.errors.contains("--what curves"), "\(refused.errors)")
    for what in ["tasks", "metrics", "curves", "artifacts"] {
      let export = try cluster.run("export", "pages", "--what", what)
      #expect(export.ending == .code(0), "\(what): \(export.errors)")
    }
  }
}
