import Messages
import SweepModel
import Testing

@testable import Dashboard

/// What is sent to an open page when it changes.
@Suite struct RegionTests {
  private func list(_ items: [(String, String)], begin: String = "<ul id=\"l\">") -> Region {
    Region(
      "l", begin: begin, items: items.map { Region($0.0, html: "<li id=\"\($0.0)\">\($0.1)</li>") },
      end: "</ul>")
  }

  private func changes(_ old: Region, _ new: Region) -> [String] {
    PageContent(title: "", [new]).changes(from: PageContent(title: "", [old])).map { "\($0.id)=\($0.html)" }
  }

  @Test func `only what differs is sent`() {
    let old = list([("a", "1"), ("b", "2")])
    #expect(changes(old, old).isEmpty)
    #expect(changes(old, list([("a", "1"), ("b", "3")])) == ["b=<li id=\"b\">3</li>"])
    let longer = list([("a", "1"), ("b", "2"), ("c", "3")])
    #expect(changes(old, longer) == ["l=\(longer.text)"])
    let turned = list([("b", "2"), ("a", "1")])
    #expect(changes(old, turned) == ["l=\(turned.text)"])
    let other = list([("a", "1"), ("b", "2")], begin: "<ul id=\"l\" class=\"x\">")
    #expect(changes(old, other) == ["l=\(other.text)"])
  }

  @Test func `another set of regions is another content`() {
    let old = PageContent(title: "", [Region("a", html: "<p id=\"a\"></p>")])
    let new = PageContent(title: "", [Region("b", html: "<p id=\"b\"></p>")])
    #expect(new.changes(from: old).map(\.id) == ["content"])
    #expect(old.tag != new.tag && old.tag == PageContent(title: "", old.regions).tag)
  }
}

/// Numbers that programs stream, whatever they are.
@Suite struct SparkLineTests {
  @Test(
    arguments: [
      [1.7e308, -1.7e308, 0], [0, 0, 0], [.nan, .infinity, -.infinity],
      [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0], [1, 2, 3], [],
    ] as [[Double]])
  func `any values have a line within its frame, or none`(_ values: [Double]) {
    let steps = [0, 1, Int.max].prefix(values.count)
    let svg = SparkLine.svg(.init(ordinal: 0, name: "loss", steps: Array(steps), values: values))
    let numbers = svg.matches(of: /[ML]([0-9-]+) ([0-9-]+)/).map { (Int($0.output.1), Int($0.output.2)) }
    #expect(numbers.allSatisfy { (0...320).contains($0.0 ?? -1) && (0...80).contains($0.1 ?? -1) }, "\(svg)")
    #expect(numbers.count == values.count { $0.isFinite })
  }

  @Test func `each state of a cell has a part that nothing covers`() {
    for (counts, widths) in [
      ([TaskStatus.cancelled: 1, .pending: 19], [1, 9]),
      ([.done: 99, .failed: 1, .pending: 900], [1, 1, 8]),
      ([.done: 1], [10]),
      ([.done: 1, .failed: 1, .cancelled: 1, .running: 1, .pending: 1], [2, 2, 2, 2, 2]), ([:], []),
    ] as [([TaskStatus: Int], [Int])] {
      #expect(MapPage.widths(DensityMap.Cell(counts: counts)).map(\.width) == widths, "\(counts)")
    }
  }
}
