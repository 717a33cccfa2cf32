import SweepModel
import Testing

@testable import Datasets

struct ValidationTests {
  private static let defaults = Dictionary(
    uniqueKeysWithValues: DatasetParameters.definitions.compactMap { one in
      one.defaultValue.map { (one.name, $0) }
    })

  private static func checked(_ given: Parameters) throws(InvalidParameters) -> DatasetCounts {
    try DatasetParameters.specification(defaults.merging(given) { _, new in new }).counts()
  }

  @Test(
    arguments: [
      (
        "hold-out-width", "32.5 px is wider than the image of 32 px",
        ["hold-out": .text("vertical"), "hold-out-width": .real(32.5)]
      ),
      (
        "hold-out-width", "leaves out all of the 1024 positions",
        ["hold-out": .text("vertical"), "hold-out-width": .real(32)]
      ),
      (
        "hold-out-width", "leaves out all of the 1024 positions",
        ["hold-out": .text("square"), "hold-out-width": .real(32)]
      ),
      (
        "hold-out-width", "contains none of the 33 x 33 whole-pixel labels",
        ["image-size": .integer(33), "hold-out": .text("vertical"), "hold-out-width": .real(0.5)]
      ),
      (
        "hold-out-width", "contains none of the 64 positions",
        [
          "spacing": .real(4), "hold-out": .text("square"), "hold-out-width": .real(3),
          "hold-out-place": .text("corner"),
        ]
      ),
      (
        "hold-out-area", "contains none of the 31 x 31",
        ["image-size": .integer(31), "hold-out": .text("area"), "hold-out-area": .real(0.0001)]
      ),
      ("hold-out-area", "between 0 and 1", ["hold-out": .text("area"), "hold-out-area": .real(1)]),
      ("hold-out", "none, cross, vertical", ["hold-out": .text("circle")]),
      ("dataset", "bump, sos, torus", ["dataset": .text("bumps")]),
      (
        "lambda", "selects none of the 1024 images; their product must be at least 0.00048828125",
        ["lambda": .real(0.0004)]
      ),
      (
        "lambda", "selects none of the 625 images",
        ["lambda": .real(0.0007), "hold-out": .text("cross")]
      ),
      ("subsample", "subsample 0.01 % selects none of the 1024", ["subsample": .real(0.01)]),
      ("spacing", "3200.0 x 3200.0 positions, 391.0 MiB", ["spacing": .real(0.01)]),
      ("spacing", "at most 4194304 positions", ["spacing": .real(1e-300)]),
      ("spacing-y", "leaves no centre", ["spacing-y": .real(33)]),
      ("sigma", "between 0.05 px", ["sigma": .real(0.01)]),
      ("sigma-y", "32 px", ["sigma-y": .real(40)]),
      (
        "rim", "at sigma 3.0 x 3.0 px every stripe within the margin of 6.0 px",
        ["dataset": .text("stripes"), "sigma": .real(3), "rim": .boolean(false)]
      ),
      ("frame-margin", "at most the image size", ["dataset": .text("stripes"), "frame-margin": .real(33)]),
      ("channels", "1 (grey) or 3", ["channels": .integer(2)]),
      ("image-size", "from 2 to 1024 px", ["image-size": .integer(1)]),
    ] as [(String, String, Parameters)])
  func `combinations that cannot be trained on are refused by name, with the numbers`(
    _ name: String, _ words: String, _ given: Parameters
  ) {
    let error = #expect(throws: InvalidParameters.self) { try Self.checked(given) }
    #expect(error?.parameter == name)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func `what lies just within the limits is accepted`() throws {
    #expect(try Self.checked(["lambda": .real(0.5 / 1024)]).training == 1)
    let lesion = try Self.checked(["hold-out": .text("vertical"), "hold-out-width": .real(30)])
    #expect(lesion.training == 32)
    #expect(try Self.checked(["sigma-y": .real(0.5), "spacing-y": .real(2)]).training == 512)
  }

  @Test func `parameters arrive where they belong`() throws {
    let read = try DatasetParameters.specification(
      Self.defaults.merging([
        "dataset": .text("sos+stripes"), "spacing": .real(0.5), "sigma-y": .real(2), "rim": .boolean(false),
        "hold-out": .text("square"), "hold-out-width": .real(5), "hold-out-place": .text("corner"),
        "frame-margin": .real(8), "subsample": .real(50), "empty": .boolean(true), "channels": .integer(3),
      ]) { _, new in new })
    var expected = DatasetSpecification(.sosAndStripes, imageSize: 32)
    (expected.spacingX, expected.spacingY, expected.sigmaY) = (0.5, 0.5, 2)
    (expected.rim, expected.includesEmpty, expected.margin) = (false, true, 8)
    (expected.holdOut, expected.subsample) = (.square(width: 5, place: .corner), 50)
    expected.channels = 3
    #expect(read == expected)
    #expect(expected.renderer().channels == 3)
  }
}
