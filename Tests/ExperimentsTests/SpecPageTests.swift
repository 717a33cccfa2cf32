import Experiments
import Foundation
import Spec
import SweepModel
import TestSupport
import Testing

/// docs/spec.md against the checker.
@Suite struct SpecPageTests {
  private let page: String

  init() throws {
    page = try String(contentsOf: Checkout.file("docs/spec.md"), encoding: .utf8)
  }

  /// The first column of the table under each heading that has one, by heading.
  private var tables: [String: [String]] {
    var tables: [String: [String]] = [:]
    var heading = ""
    for line in page.split(separator: "\n") {
      if line.hasPrefix("#") {
        heading = String(line.drop { $0 == "#" || $0 == " " })
      } else if line.hasPrefix("| `") {
        let key = line.dropFirst(3).prefix { $0 != "`" }
        tables[heading, default: []].append(String(key))
      }
    }
    return tables
  }

  @Test func `the page has exactly the keys that the checker knows`() {
    let tables = tables
    for section in SpecKeys.sections {
      #expect(Set(tables[section.name] ?? []) == Set(section.keys), "section \(section.name)")
      #expect(tables[section.name]?.count == section.keys.count, "section \(section.name)")
    }
    #expect(Set(tables.keys) == Set(SpecKeys.sections.map(\.name)))
  }

  @Test func `each key says what it takes and its default`() {
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.filter { $0 != " " } }
      #expect(cells.count == 3 && cells.allSatisfy { !$0.isEmpty }, "\(line)")
    }
  }

  @Test func `every spec on the page, and each of its profiles, is accepted without a warning`() throws {
    let blocks = page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first
    }
    #expect(blocks.count >= 6)
    for block in blocks {
      for profile in [nil, block.contains("smoke:") ? "smoke" : nil] {
        let sweep = try SpecParser.parse(
          Array(block.utf8), file: "docs/spec.md", profile: profile, catalog: .builtIn)
        #expect(sweep.warnings.map(\.description) == [], "\(sweep.name)")
      }
    }
  }
}
