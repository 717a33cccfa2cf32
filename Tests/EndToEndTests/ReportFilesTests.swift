import Foundation
import Spec
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

  @Test func `Variants of a sweep keep a report each, and the name leads to the newest`() throws {
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
    for what in ["tasks", "metrics", "curves", "artifacts"] {
      let export = try cluster.run("export", "pages", "--what", what)
      #expect(export.ending == .code(0), "\(what): \(export.errors)")
    }
  }
}
