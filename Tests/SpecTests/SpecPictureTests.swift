import Spec
import SweepModel
import Testing

/// An experiment that leaves pictures behind.
private struct PaintingExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "painting", version: 1, summary: "for tests",
    parameters: [
      ParameterDefinition("depth", .integer(1...8), default: .integer(1), "layers"),
      ParameterDefinition("scale", .real(0...10), default: .real(1), "start"),
    ],
    metrics: [.init("loss", "of the test")],
    artifacts: [
      .init("samples", mediaType: "image/png", "a picture"),
      .init("errors", mediaType: "image/svg+xml", "a drawing"),
      .init("table", mediaType: "text/csv", "numbers"),
      .init("layer", mediaType: "application/x-npy", "activations"),
    ])

  func run(_ context: any TaskContext) throws -> [String: Double] { ["loss": 1] }
}

private let painting = ExperimentCatalog([PaintingExperiment()])
private let start = "name: t\nexperiment: painting\nreplicates: 2\n"

struct SpecPictureTests {
  private func sweep(_ curves: String) throws -> Sweep {
    try parse(start + "axes: {depth: [1, 2], scale: [1, 2]}\ncurves: [\(curves)]", catalog: painting)
  }

  @Test func `a figure of pictures is read and comes back from its stored form`() throws {
    let sweep = try sweep(
      """
      {name: a, x: depth, y: loss},
      {name: b, kind: pictures, artifact: samples, x: depth, y: scale, where: {scale: [1, 2]}, replicate: 1},
      {name: c, kind: pictures, artifact: errors},
      {name: d, kind: pictures, artifact: layer, draw: ring-tests}
      """)
    #expect(sweep.curves.map(\.name) == ["a"])
    #expect(
      sweep.pictures == [
        CurveDefinition(
          name: "b",
          kind: .pictures(
            Pictures(artifact: "samples", columns: "depth", rows: "scale", replicate: 1)),
          selection: ["scale": [.real(1), .real(2)]]),
        CurveDefinition(name: "c", kind: .pictures(Pictures(artifact: "errors"))),
        CurveDefinition(name: "d", kind: .pictures(Pictures(artifact: "layer", drawing: .ringTests))),
      ])
    let stored = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: painting)
    #expect(stored.pictures == sweep.pictures && stored.id == sweep.id)
    #expect(try self.sweep("{name: a, x: depth, y: loss}").id != sweep.id)
    #expect(!(try self.sweep("{name: a, x: depth, y: loss}").resolvedJSON.contains("sheets")))
  }

  @Test(arguments: [
    ("{name: a, kind: pictures, artifact: sample}", "samples"),
    ("{name: a, kind: pictures, artifact: table}", "text/csv"),
    ("{name: a, kind: pictures, artifact: layer}", "or `draw`"),
    ("{name: a, kind: pictures, artifact: samples, draw: planes}", "a matrix of NumPy's: layer"),
    ("{name: a, kind: pictures, artifact: layer, draw: rings}", "ring-tests"),
    ("{name: a, kind: pictures}", "without `artifact`"),
    ("{kind: pictures, artifact: samples}", "without `name`"),
    ("{name: a, kind: pictures, artifact: samples, x: dept}", "depth"),
    ("{name: a, kind: pictures, artifact: samples, x: depth, y: depth}", "a second time"),
    ("{name: a, kind: pictures, artifact: samples, crossing: 1}", "`crossing` in a curve of kind pictures"),
    ("{name: a, kind: pictures, artifact: samples, colour: red}", "colour"),
    ("{name: a, kind: pictures, artifact: samples, replicate: 2}", "replicate"),
    ("{name: a, kind: pictures, artifact: samples, where: {dept: 1}}", "depth"),
    ("{name: a, x: depth, y: loss}, {name: a, kind: pictures, artifact: samples}", "a second curve `a`"),
    ("{name: a, kind: picture, x: depth, y: loss}", "pictures"),
    ("{name: a, x: depth, y: loss, artifact: samples}", "`kind: pictures`"),
  ])
  func `a mistake in a figure of pictures is named`(curves: String, said: String) {
    let error = #expect(throws: SpecErrors.self) { try sweep(curves) }
    #expect(error.map { "\($0)".contains(said) } == true, "\(String(describing: error))")
  }
}
