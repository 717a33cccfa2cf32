import Foundation
import SweepModel
import TestSupport
import Testing

@testable import Datasets

/// The pictures of docs/datasets.md are what the code draws. `Scripts/dataset-pictures.sh` writes them anew.
struct DatasetDocumentTests {
  private static let folder = Checkout.file("docs")

  /// Name of the files, and what a spec sets beside the common parameters.
  private static let all: [(name: String, parameters: Parameters)] = [
    ("bump", ["dataset": .text("bump")]),
    ("bump-lambda-0.3", ["dataset": .text("bump"), "lambda": .real(0.3)]),
    ("bump-lambda-0.6", ["dataset": .text("bump"), "lambda": .real(0.6)]),
    ("bump-subsample-20", ["dataset": .text("bump"), "subsample": .real(20)]),
    ("torus", ["dataset": .text("torus")]),
    ("sos", ["dataset": .text("sos")]),
    ("sos-cross", ["dataset": .text("sos"), "hold-out": .text("cross"), "hold-out-width": .real(6)]),
    ("sos-vertical", ["dataset": .text("sos"), "hold-out": .text("vertical"), "hold-out-width": .real(6)]),
    ("bump-centre", ["dataset": .text("bump"), "hold-out": .text("square"), "hold-out-width": .real(8)]),
    (
      "bump-corner",
      [
        "dataset": .text("bump"), "hold-out": .text("square"), "hold-out-width": .real(8),
        "hold-out-place": .text("corner"),
      ]
    ),
    ("bump-area", ["dataset": .text("bump"), "hold-out": .text("area"), "hold-out-area": .real(0.2)]),
    ("stripes", ["dataset": .text("stripes")]),
    ("stripes-no-rim", ["dataset": .text("stripes"), "rim": .boolean(false)]),
    (
      "sos+stripes",
      ["dataset": .text("sos+stripes"), "hold-out": .text("cross"), "hold-out-width": .real(6)]
    ),
    (
      "sos+stripes-no-rim",
      [
        "dataset": .text("sos+stripes"), "hold-out": .text("cross"), "hold-out-width": .real(6),
        "rim": .boolean(false),
      ]
    ),
    (
      "bump+stripes",
      [
        "dataset": .text("bump+stripes"), "subsample": .real(20), "hold-out": .text("area"),
        "hold-out-area": .real(0.2),
      ]
    ),
    (
      "bump+stripes-no-rim",
      [
        "dataset": .text("bump+stripes"), "subsample": .real(20), "hold-out": .text("area"),
        "hold-out-area": .real(0.2), "rim": .boolean(false),
      ]
    ),
  ]

  private static func pictures(_ parameters: Parameters) throws -> [(suffix: String, bytes: [UInt8])] {
    let defaults = Dictionary(
      uniqueKeysWithValues: DatasetParameters.definitions.compactMap { one in
        one.defaultValue.map { (one.name, $0) }
      })
    let specification = try DatasetParameters.specification(defaults.merging(parameters) { $1 })
    let dataset = try specification.dataset(
      order: RandomStream(seed: 1, replicate: 0, name: "subset-order", task: nil))
    return [
      ("map", dataset.map(width: 160)),
      ("samples", dataset.samples(training: dataset.counts.heldOut > 0 ? 7 : 10, heldOut: 3)),
    ]
  }

  /// Of circles: name of the file, and what a spec sets.
  private static let circles: [(name: String, parameters: Parameters)] = [
    ("circles", [:]),
    ("circles-signal-0.1", ["colour-separation": .real(0.1)]),
    ("circles-signal-0.8", ["colour-separation": .real(0.8)]),
    ("circles-16px", ["blur": .real(0.5), "image-size": .integer(16)]),
    (
      "circles-code",
      [
        "colour-spread": .real(0.125), "edge": .text("cut"), "position-spread": .real(0.5),
        "size-mean": .real(0.45), "size-spread": .real(0.15),
      ]
    ),
  ]

  private static func circlePicture(_ parameters: Parameters) throws -> [UInt8] {
    let defaults = Dictionary(
      uniqueKeysWithValues: CircleParameters.definitions.compactMap { one in
        one.defaultValue.map { (one.name, $0) }
      })
    let circles = try CircleParameters.specification(defaults.merging(parameters) { $1 })
    let source = CircleSource(circles, name: "circles") {
      RandomStream(seed: 1, replicate: 0, name: $0, task: nil)
    }
    return source.sheet(columns: 3).png
  }

  @Test func `the committed pictures are what the code draws now`() throws {
    let isWriting = ProcessInfo.processInfo.environment["PERCOLATE_WRITE_PICTURES"] != nil
    let text = try String(contentsOf: Self.folder.appending(path: "datasets.md"), encoding: .utf8)
    var expected: Set<String> = []
    var total = 0
    let pictures =
      try Self.all.map { ($0.name, $0.parameters, try Self.pictures($0.parameters)) }
      + Self.circles.map { ($0.name, $0.parameters, [("samples", try Self.circlePicture($0.parameters))]) }
    for (name, parameters, files) in pictures {
      for (suffix, bytes) in files {
        let file = Self.folder.appending(path: "datasets/\(name)-\(suffix).png")
        if isWriting { try Data(bytes).write(to: file) }
        let committed = try? Data(contentsOf: file)
        #expect(
          committed == Data(bytes), "docs/datasets/\(name)-\(suffix).png: run Scripts/dataset-pictures.sh")
        #expect(text.contains("](datasets/\(name)-\(suffix).png)"), "\(name) is not in docs/datasets.md")
        expected.insert("\(name)-\(suffix).png")
        total += bytes.count
      }
      let set =
        parameters.isEmpty
        ? name
        : parameters.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
      #expect(text.contains("`\(set)`"), "docs/datasets.md does not say `\(set)`")
    }
    let present = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appending(path: "datasets").path)
    #expect(Set(present) == expected, "a picture that belongs to no data set")
    #expect(total < 300_000, "\(total) bytes of pictures")
  }
}
