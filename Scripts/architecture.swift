// Writes what docs/architecture.md says of the targets, their levels and arrows, from Package.swift; run as
//
//     swift Scripts/architecture.swift            # writes it anew
//     swift Scripts/architecture.swift --check    # fails where the page says something else
//
// What a target is for is said in the page's table alone, from where it is taken over.
import Foundation

struct Failure: Error, CustomStringConvertible {
  let description: String
}

struct Package: Decodable {
  struct Target: Decodable {
    let name: String
    let type: String
    let path: String?
    let dependencies: [Dependency]
  }

  /// Another target by its name, or a product of another package.
  struct Dependency: Decodable {
    let byName: [String?]?
    let product: [Product?]?

    /// The strings of a list that has conditions and aliases too.
    struct Product: Decodable {
      let text: String?

      init(from decoder: any Decoder) throws {
        text = try? decoder.singleValueContainer().decode(String.self)
      }
    }
  }

  let targets: [Target]
}

/// The part of the page that this script writes.
let begin = "<!-- From here on written by Scripts/architecture.swift, but for the column \"what it is for\". -->"
let end = "<!-- Up to here. -->"

/// Package.swift, as SwiftPM reads it.
func readPackage(_ root: URL) throws -> Package {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["swift", "package", "dump-package"]
  process.currentDirectoryURL = root
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw Failure(description: "`swift package dump-package` failed in \(root.path)")
  }
  return try JSONDecoder().decode(Package.self, from: data)
}

struct Graph {
  /// Names, without those of tests, in the order of Package.swift.
  var names: [String] = []
  /// What a target names, of this package.
  var arrows: [String: Set<String>] = [:]
  /// Products of other packages that it names.
  var products: [String: [String]] = [:]

  init(_ package: Package) {
    let shown = package.targets.filter { target in
      ["regular", "executable", "system"].contains(target.type) && !(target.path ?? "").hasPrefix("Tests/")
    }
    names = shown.map(\.name)
    for target in shown {
      let named = target.dependencies.compactMap { $0.byName?.first ?? nil }
      arrows[target.name] = Set(named).intersection(names)
      products[target.name] = target.dependencies.compactMap { ($0.product?.first ?? nil)?.text }.sorted()
    }
  }

  /// All that a target reaches.
  func reach(_ name: String) -> Set<String> {
    (arrows[name] ?? []).reduce(into: []) { $0.formUnion(reach($1).union([$1])) }
  }

  /// The longest way down.
  func level(_ name: String) -> Int { ((arrows[name] ?? []).map { level($0) + 1 }).max() ?? 0 }

  /// The arrows that do not follow from others.
  func needed(_ name: String) -> [String] {
    let own = arrows[name] ?? []
    return own.filter { arrow in !own.contains { reach($0).contains(arrow) } }.sorted()
  }
}

/// What the table of a page says each target is for.
func purposes(in text: Substring) -> [String: String] {
  var purposes: [String: String] = [:]
  for line in text.split(separator: "\n") where line.hasPrefix("| ") {
    let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard cells.count == 6, let name = cells[2].split(separator: "`").first else { continue }
    purposes[String(name)] = cells[3]
  }
  return purposes
}

/// The table and the diagram.
func render(_ graph: Graph, _ purposes: [String: String]) throws -> String {
  let unknown = purposes.keys.filter { !graph.names.contains($0) && $0 != "target" && !$0.hasPrefix("-") }
  guard unknown.isEmpty else {
    throw Failure(
      description: "Package.swift has no target \(unknown.sorted().joined(separator: ", ")); "
        + "remove the row from docs/architecture.md, or rename it")
  }
  let names = graph.names.sorted { (-graph.level($0), $0) < (-graph.level($1), $1) }
  var lines = ["", "| level | target | what it is for | libraries of others |", "|---|---|---|---|"]
  for name in names {
    guard let purpose = purposes[name], !purpose.isEmpty else {
      throw Failure(
        description: "docs/architecture.md does not say what the target \(name) is for; "
          + "add the row `| | `\(name)` | WHAT | |` to its table")
    }
    let products = graph.products[name, default: []].joined(separator: ", ")
    lines.append("| \(graph.level(name)) | `\(name)` | \(purpose) | \(products) |")
  }
  lines += ["", "```mermaid", "graph TD"]
  for name in names {
    let needed = graph.needed(name)
    lines.append("  \(name)" + (needed.isEmpty ? "" : " --> \(needed.joined(separator: " & "))"))
  }
  return (lines + ["```", "", ""]).joined(separator: "\n")
}

func run() throws {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  let page = root.appending(path: "docs/architecture.md")
  let text = try String(contentsOf: page, encoding: .utf8)
  guard let start = text.range(of: begin), let stop = text.range(of: end),
    start.upperBound < stop.lowerBound
  else { throw Failure(description: "\(page.path) has lost the comments `\(begin)` and `\(end)`") }
  let written = text[start.upperBound..<stop.lowerBound]
  let graph = Graph(try readPackage(root))
  let right = "\n" + (try render(graph, purposes(in: written)))
  if right == written { return }
  guard !CommandLine.arguments.contains("--check") else {
    throw Failure(
      description: "docs/architecture.md shows other targets or arrows than Package.swift has; "
        + "run `swift Scripts/architecture.swift` and commit what it writes")
  }
  try (text[..<start.upperBound] + right + text[stop.lowerBound...])
    .write(to: page, atomically: true, encoding: .utf8)
}

do { try run() } catch {
  FileHandle.standardError.write(Data("architecture: \(error)\n".utf8))
  exit(1)
}
