import Foundation
import Spec
import SweepModel
import TestSupport
import Testing

@testable import Experiments

struct SweepFileTests {
  /// The package's root, also where this folder is reached through a link.
  private func sweep(_ name: String, profile: String? = nil) throws -> Sweep {
    let file = Checkout.file("sweeps/\(name).yaml")
    return try SpecParser.parse(
      Array(Data(contentsOf: file)), file: file.lastPathComponent, profile: profile, catalog: .builtIn)
  }

  @Test(arguments: [
    ("percolation-simulation", 10_800, 200), ("percolation-threshold", 350, 100),
    ("percolation-boundary", 125, 75),
    ("overlap", 250, 18),
    ("learning-order", 600, 24),
    ("learning-order-relu", 300, 12), ("one-layer-theory", 60, 18), ("swing-by", 240, 16),
    ("jacobian-stages", 400, 16),
    ("corner-hierarchy", 80, 6), ("depth-dimension", 10_080, 32), ("order-flip", 11_160, 32),
    ("precision", 20, 4), ("label-spacing", 24, 4), ("turn-on", 60, 4), ("prediction", 12, 4),
    ("sampler-steps", 27, 9),
  ])
  func `each sweep and its smoke profile plan the tasks that the folder's README states`(
    name: String, full: Int, smoke: Int
  ) throws {
    #expect(try sweep(name).taskCount == full)
    #expect(try sweep(name, profile: "smoke").taskCount == smoke)
    let readme = try String(contentsOf: Checkout.file("sweeps/README.md"), encoding: .utf8)
    let row = try #require(readme.split(separator: "\n").first { $0.hasPrefix("| `\(name).yaml`") })
    let cells = row.split(separator: "|").map { $0.filter { $0 != " " } }
    #expect(cells.suffix(2) == [String(full), String(smoke)])
  }

  @Test(arguments: [
    "percolation-simulation", "percolation-threshold", "percolation-boundary", "overlap", "learning-order",
    "learning-order-relu",
    "one-layer-theory",
    "swing-by",
    "jacobian-stages", "corner-hierarchy", "depth-dimension", "order-flip", "precision", "label-spacing",
    "turn-on", "prediction",
    "sampler-steps",
  ])
  func `every point of every sweep passes its experiment's own check`(name: String) throws {
    let sweep = try sweep(name)
    let experiment = try #require(ExperimentCatalog.builtIn[sweep.experiment])
    try sweep.forEachPoint { try experiment.validate($0) }
    try self.sweep(name, profile: "smoke").forEachPoint { try experiment.validate($0) }
  }

  @Test(arguments: [
    ("percolation-training", [300, 24, 4]), ("composition", [15, 15, 3]),
    ("composition-data", [25, 30, 2]),
    ("interpolation", [40, 30, 2]), ("rim", [20, 20, 4]), ("interior-exterior", [160, 48, 4]),
    ("data-efficiency", [120, 40, 10]), ("torus", [5, 10, 2]),
    ("representation-percolation", [60, 12, 4]), ("representation-lesion", [3, 3, 2]),
  ])
  func `each training sweep plans the tasks that the README states at every size, all of them valid`(
    name: String, counts: [Int]
  ) throws {
    let sweeps = try [nil, "laptop", "smoke"].map { try sweep(name, profile: $0) }
    #expect(sweeps.map(\.taskCount) == counts)
    let experiment = try #require(ExperimentCatalog.builtIn["diffusion"])
    for sweep in sweeps { try sweep.forEachPoint { try experiment.validate($0) } }
    let readme = try String(contentsOf: Checkout.file("sweeps/README.md"), encoding: .utf8)
    let row = try #require(readme.split(separator: "\n").first { $0.hasPrefix("| `\(name).yaml`") })
    let cells = row.split(separator: "|").map { $0.filter { $0 != " " } }
    #expect(cells.suffix(3) == counts.map(String.init)[...])
  }

  @Test(arguments: [
    ("concept-space", [35, 25, 2], "6, 19"),
    ("concept-order", [25, 25, 6], "6, where the order turns: tasks at first"),
  ])
  func `concept-space sweeps plan the tasks that the README states at every size, all of them valid`(
    name: String, counts: [Int], figures: String
  ) throws {
    let sweeps = try [nil, "laptop", "smoke"].map { try sweep(name, profile: $0) }
    #expect(sweeps.map(\.taskCount) == counts)
    let experiment = try #require(ExperimentCatalog.builtIn["concept-diffusion"])
    for sweep in sweeps { try sweep.forEachPoint { try experiment.validate($0) } }
    let readme = try String(contentsOf: Checkout.file("sweeps/README.md"), encoding: .utf8)
    let cells = counts.map { "\($0)" }.joined(separator: " | ")
    #expect(readme.contains("| `\(name).yaml` | \(figures) | \(cells) |"))
  }

  /// A comparison of too few replicates runs for half an hour and then says nothing.
  @Test func `no sweep of a size that is meant to answer warns of anything`() throws {
    let folder = Checkout.file("sweeps")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".yaml")
    }
    #expect(files.count > 20)
    for file in files {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let profiles = ["laptop", "settled", "velocity", "boundary-half", "boundary-quarter"]
      for profile in [nil] + profiles.filter({ text.contains("\n  \($0):\n") }) {
        let warnings = try sweep(String(file.dropLast(5)), profile: profile).warnings
        #expect(warnings.isEmpty, "\(file) \(profile ?? ""): \(warnings)")
      }
    }
  }

  /// Whatever parameters an experiment gets, results that are recorded have to be found again.
  @Test(arguments: ["rim", "composition", "composition-data", "interpolation", "interior-exterior"])
  func `tasks of recorded results have the ids that they had`(name: String) throws {
    let file = Checkout.file("sweeps/results/\(name)/tasks.csv")
    let recorded = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      String($0.split(separator: ",")[1])
    }
    var planned: Set<String> = []
    try sweep(name, profile: "laptop").forEachTask { task in
      // They are of the experiment's first version.
      var json = String(decoding: task.definitionJSON, as: UTF8.self)
      let version = try #require(json.range(of: #","version":3}"#, options: [.anchored, .backwards]))
      json.replaceSubrange(version, with: #","version":1}"#)
      planned.insert(String("\(TaskID(Digest(of: Array(json.utf8))))".prefix(12)))
    }
    #expect(!recorded.isEmpty && planned.isSuperset(of: recorded))
  }

  @Test func `the documentation's spec is accepted`() throws {
    let page = try String(
      contentsOf: Checkout.file("docs/adding-an-experiment.md"), encoding: .utf8)
    let start = try #require(page.range(of: "```yaml\n"))
    let rest = page[start.upperBound...]
    let end = try #require(rest.range(of: "```"))
    let sweep = try SpecParser.parse(
      Array(rest[..<end.lowerBound].utf8), file: "pi.yaml", catalog: ExperimentCatalog([PiExperiment()]))
    #expect(sweep.taskCount == 80)
  }
}
