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
