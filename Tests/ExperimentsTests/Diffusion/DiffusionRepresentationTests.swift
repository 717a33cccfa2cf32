import Datasets
import Foundation
import Spec
import SweepModel
import TestSupport
import Testing
import Training

@testable import Experiments
@testable import Representation

/// 8 x 8 pixels, four channels, a handful of batches, and a look at the papers' layer 4.
private let small: Parameters = [
  "dataset": .text("torus"), "image-size": .integer(8), "base-width": .integer(4),
  "encoding-length": .integer(8), "noise-steps": .integer(20), "sampling-steps": .integer(3),
  "batch-size": .integer(6), "batches": .integer(7), "evaluations": .integer(2),
  "representation": .text("up2"),
]

struct DiffusionRepresentationTests {
  private let experiment = DiffusionExperiment()

  private func run(_ given: Parameters = [:], stopAfter: Int? = nil) throws -> (
    context: RecordingContext, metrics: [String: Double]
  ) {
    let context = RecordingContext(experiment, small.merging(given) { $1 })
    context.stopAfter = stopAfter
    return (context, try experiment.run(context))
  }

  @Test func `a layer is measured before the first step and at each evaluation, and kept at the end`() throws
  {
    let (context, metrics) = try run()
    #expect(context.reports.filter { $0.metric == "participation-ratio" }.map(\.step) == [0, 3, 7])
    let bytes = try #require(context.artifacts["representation"])
    // 64 labels; 4 x 4 pixels of 4 channels.
    #expect(String(decoding: bytes.prefix(128), as: UTF8.self).contains("'shape': (64, 64), "))
    #expect(bytes.count == 128 + 64 * 64 * 4)
    #expect(context.artifacts["representation-1"] == nil)
    let ratio = try #require(metrics["participation-ratio"])
    #expect(ratio >= 1 && ratio <= 63)
    #expect(metrics["is-torus"] == nil && metrics["w1-x-on-x-msc-3-d"].map { $0 > 0 } == true)
    let declared = Dictionary(uniqueKeysWithValues: experiment.schema.metrics.map { ($0.name, $0) })
    for (name, value) in metrics { #expect(declared[name]?.range?.contains(value) != false, "\(name)") }
    #expect(metrics["image-participation-ratio"].map { $0 > 4 } == true)
  }

  @Test func `the metrics are those of the file that is kept`() throws {
    let (context, metrics) = try run()
    let bytes = try #require(context.artifacts["representation"])
    let matrix = try MatrixFile.read(bytes: bytes, name: "representation.npy", memory: 1 << 24)
    var options = TorusOptions()
    options.ripser = nil
    let analysis = try TorusAnalysis(
      GramMatrix(matrix), grid: Representation.LabelGrid(x: 8, y: 8), options: options)
    #expect(metrics["participation-ratio"] == analysis.components.participationRatio)
    #expect(metrics["top4-variance"] == analysis.components.topFour)
    #expect(metrics["variance-15"] == analysis.components.ratios[14])
    #expect(metrics["x-on-x-residual"] == analysis.rings.summary(.xOnX, .residual)?.mean)
    for torus in IdealTorus.allCases {
      for statistic in [RingStatistic.residual, .meanSquaredCosine] {
        for family in [RingFamily.xOnY, .xOnX] {
          #expect(
            metrics["w1-\(family.rawValue)-\(statistic.rawValue)-\(torus.rawValue)"]
              == analysis.distance(to: torus, family, statistic))
        }
      }
    }
  }

  private static let hasNumpy = Result {
    try RunningProcess("python3", ["-c", "import numpy"]).exit() == .code(0)
  }

  @Test(.enabled(if: (try? hasNumpy.get()) == true, "needs Python with numpy"))
  func `numpy.load reads what is kept, a row for each label with y fastest`() throws {
    let given: Parameters = ["representation-grid": .integer(4), "batches": .integer(1)]
    let bytes = try #require(try run(given).context.artifacts["representation"])
    let directory = try TemporaryDirectory()
    try Data(bytes).write(to: URL(fileURLWithPath: directory.path("r.npy")))
    let script = """
      import numpy, sys
      a = numpy.load(sys.argv[1])
      print(a.shape, a.dtype, a.flags.c_contiguous, float(a[5, 7]))
      """
    let process = try RunningProcess("python3", ["-c", script, directory.path("r.npy")])
    #expect(try process.exit() == .code(0))
    let matrix = try MatrixFile.read(bytes: bytes, name: "r.npy", memory: 1 << 24)
    #expect(process.output.text == "(16, 64) float32 True \(matrix.values[5 * 64 + 7])\n")
  }

  @Test func `a row is what the layer makes of its label alone`() throws {
    for input in RepresentationInput.allCases {
      var parameters = experiment.schema.defaults.merging(small) { $1 }
      parameters["representation-input"] = .text(input.rawValue)
      parameters["representation-grid"] = .integer(4)
      let setting = try DiffusionSetting(parameters)
      let representation = try #require(setting.representation)
      let renderer = setting.data.renderer(layout: .interleaved)
      var start = RandomStream(seed: 1, replicate: 0, name: "weights", task: nil)
      let sampler = try DiffusionSampler(
        UNetWeights(setting.architecture, from: &start), schedule: setting.options.schedule)
      let noise = RandomStream(seed: 1, replicate: 0, name: "noise", task: nil)
      let recorder = try RepresentationRecorder(representation, setting, renderer: renderer)
      let rows = try recorder.capture(sampler, streamOfChunk: { _ in noise }, progress: {})
      #expect(rows.count == 16 * 64)
      for (i, j) in [(0, 0), (1, 3), (3, 2)] {
        // Labels 1, 3, 5, 7 along each side of 8 px.
        let label = [Float(1 + 2 * i), Float(1 + 2 * j)]
        let row = i * 4 + j
        let direct: [Float]
        switch input {
        case .image:
          direct = try sampler.capture(
            "up2", images: renderer.image(.periodicBump, x: Double(label[0]), y: Double(label[1])),
            times: [1], labels: label)
        case .blank:
          direct = try sampler.capture(
            "up2", images: [Float](repeating: 1, count: 64), times: [1], labels: label)
        case .drawn:
          // Noise belongs to a place among the images, so that those before it have to be there.
          let all = try sampler.capture(
            "up2", drawing: Array(repeatElement(label, count: row + 1).joined()), count: row + 1,
            rule: setting.sampling, step: 3, stream: noise)
          direct = Array(all.suffix(64))
        }
        #expect(Array(rows[row * 64..<(row + 1) * 64]) == direct, "\(input) \(i) \(j)")
      }
    }
  }

  @Test func `holes are not counted in silence where ripser is missing`() throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    parameters["representation-persistence"] = .boolean(true)
    let setting = try DiffusionSetting(parameters)
    let representation = try #require(setting.representation)
    let renderer = setting.data.renderer(layout: .interleaved)
    let error = #expect(throws: RepresentationError.self) {
      try RepresentationRecorder(representation, setting, renderer: renderer, ripser: nil)
    }
    #expect(error?.description.contains("`apt-get install ripser`") == true)
  }

  @Test(.enabled(if: RunningProcess.isInstalled("ripser"), "needs Debian's package ripser"))
  func `holes are counted where a spec asks for them`() throws {
    let (context, metrics) = try run(["representation-persistence": .boolean(true)])
    #expect(metrics["is-torus"].map { [0, 1].contains($0) } == true)
    #expect(context.reports.filter { $0.metric == "is-torus" }.map(\.step) == [0, 3, 7])
  }

  @Test func `a layer counts as memory and as work`() throws {
    let context = RecordingContext(
      experiment, small.merging(["representation-grid": .integer(64)]) { $1 })
    context.memoryLimit = 640 << 20
    let error = #expect(throws: TaskFailure.self) { _ = try experiment.run(context) }
    #expect(error?.description.contains("the limit is 640 MiB") == true, "\(String(describing: error))")
    let other = RecordingContext(experiment, small)
    other.memoryLimit = 640 << 20
    #expect(try experiment.run(other)["participation-ratio"] != nil)
    func work(_ given: Parameters) throws -> Double {
      try #require(experiment.work(experiment.schema.defaults.merging(small.merging(given) { $1 }) { $1 }))
    }
    let plain = try #require(
      experiment.work(
        experiment.schema.defaults.merging(small.filter { $0.key != "representation" }) { $1 }))
    #expect(try work([:]) > 1.5 * plain)
    #expect(try work(["representation-input": .text("blank")]) < work([:]))
  }

  @Test func `training and drawing have the bits that they have without a look at a layer`() throws {
    let (context, metrics) = try run()
    let other = RecordingContext(experiment, small.filter { $0.key != "representation" })
    let plain = try experiment.run(other)
    #expect(plain.allSatisfy { metrics[$0.key] == $0.value })
    for name in other.artifacts.keys { #expect(other.artifacts[name] == context.artifacts[name]) }
    #expect(Set(other.artifacts.keys) == ["samples", "data", "map", "positions", "errors"])
  }

  @Test(arguments: ["drawn", "image", "blank"])
  func `an interrupted training leaves the same representations, bit for bit`(input: String) throws {
    let given: Parameters = [
      "representation-captures": .integer(3), "representation-input": .text(input),
      "representation-grid": .integer(6),
    ]
    let (whole, metrics) = try run(given)
    #expect(whole.artifacts["representation-planes"]?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
    let names = ["representation-1", "representation-2", "representation", "representation-files"]
    #expect(names.allSatisfy { whole.artifacts[$0] != nil })
    let table = String(decoding: try #require(whole.artifacts["representation-files"]), as: UTF8.self)
    #expect(table.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] } == ["0", "3", "7"])
    // Stopped over and over, always on another worker: nothing but the checkpoint goes from one to the next.
    var checkpoint: [UInt8]?
    for patience in 1...40 {
      let context = RecordingContext(experiment, small.merging(given) { $1 })
      context.checkpoint = checkpoint
      context.stopAfter = 7 * patience
      do {
        let resumed = try experiment.run(context)
        #expect(resumed == metrics)
        #expect(context.artifacts == whole.artifacts)
        return
      } catch is TaskInterrupted { checkpoint = context.checkpoint }
    }
    Issue.record("the training never ended")
  }

  @Test(arguments: [
    ("representation-step", ParameterValue.integer(4), "representation-step"),
    ("representation-captures", .integer(4), "representation-captures"),
    ("representation", .text("up9"), "representation"),
    ("base-width", .integer(512), "representation-grid"),
  ])
  func `what cannot be captured is refused before it starts`(
    name: String, value: ParameterValue, blamed: String
  ) throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    try experiment.validate(parameters)
    if name == "base-width" {
      parameters["representation-grid"] = .integer(64)
      parameters["representation-captures"] = .integer(3)
    }
    parameters[name] = value
    let error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.parameter == blamed, "\(String(describing: error))")
  }

  @Test func `a step of drawing goes with a drawn input, and nothing without a layer`() throws {
    var parameters = experiment.schema.defaults.merging(small) { $1 }
    parameters["representation-input"] = .text("blank")
    parameters["representation-step"] = .integer(1)
    var error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.parameter == "representation-step")
    parameters["representation"] = nil
    error = #expect(throws: InvalidParameters.self) { try experiment.validate(parameters) }
    #expect(error?.description.contains("add representation") == true)
  }

  @Test func `every layer that can be asked for has the size that is predicted`() throws {
    let architecture = try UNetArchitecture(
      imageSize: 16, channels: 3, baseWidth: 8, labels: 2, encodingLength: 8, encoding: .printed)
    var stream = RandomStream(seed: 1, replicate: 0, name: "weights", task: nil)
    let sampler = try DiffusionSampler(
      UNetWeights(architecture, from: &stream), schedule: try NoiseSchedule(.linear(), steps: 20))
    for block in UNetBlock.allCases {
      let shape = try #require(sampler.shape(of: block.rawValue))
      #expect(
        shape.height * shape.width * shape.channels == block.outputCount(architecture), "\(block)")
    }
  }

  private func parse(_ text: String) throws -> Sweep {
    try SpecParser.parse(Array(text.utf8), file: "r.yaml", catalog: .builtIn)
  }

  private let head = "name: r\nexperiment: diffusion\n"

  @Test func `tasks have what a spec gives of a layer, in parameters or along an axis, and else nothing`()
    throws
  {
    func tasks(_ text: String) throws -> [TaskDefinition] {
      let sweep = try parse(head + text)
      #expect(try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: .builtIn).id == sweep.id)
      var definitions: [TaskDefinition] = []
      try sweep.forEachTask {
        definitions.append(try TaskDefinition(canonicalJSON: $0.definitionJSON, schema: experiment.schema))
      }
      return definitions
    }
    let plain = try tasks("parameters: {image-size: 16}\naxes: {lambda: [0.5, 1]}")
    #expect(plain.allSatisfy { !$0.parameters.keys.contains { $0.hasPrefix("representation") } })
    let layer = try tasks(
      "parameters: {image-size: 16, representation: up2}\naxes: {lambda: [0.5, 1]}")
    #expect(layer.map { $0.parameters["representation"] } == [.text("up2"), .text("up2")])
    #expect(layer[0].parameters.count == plain[0].parameters.count + 1)
    let layers = try tasks("parameters: {image-size: 16}\naxes: {representation: [up2, sa5]}")
    #expect(layers.map { $0.parameters["representation"] } == [.text("up2"), .text("sa5")])
    let chosen = try tasks(
      "parameters: {image-size: 16, representation: up2}\naxes: {lambda: [0.5, 1]}\n"
        + "when: [{if: {lambda: 1}, then: {parameters: {representation: sa5}}}]")
    #expect(chosen.map { $0.parameters["representation"] } == [.text("up2"), .text("sa5")])
  }

  @Test(arguments: [
    ("parameters: {representation: up5}", "r.yaml:3:30: `up5` for parameter `representation`"),
    (
      "parameters: {representation: up2, representation-grid: 3}",
      "r.yaml:3:56: `3` for parameter `representation-grid`"
    ),
    (
      "parameters: {representation: up2, representation-grid: 16}\naxes: {representation-step: [1, 51]}",
      "r.yaml:4:7: the point with representation-step: 51 cannot run: representation-step is 51"
    ),
    (
      "parameters: {representation: up2}\naxes: {base-width: [64, 128]}",
      "r.yaml:4:7: all 2 points cannot run: 1 capture of 1024 labels and 16384 numbers of up2 take 64 MiB"
    ),
    (
      "when: [{if: {sigma: 1}, then: {parameters: {representation: up2}}}]",
      "`representation` in `when` alone"
    ),
    (
      "exclude: [{representation: up2, because: no}]",
      "`up2` for `representation` in `exclude`, a value that no point has; expected `representation` in "
        + "`parameters` or `axes`, without which no task has it"
    ),
    (
      "when: [{if: {representation: up2}, then: {parameters: {sigma: 2}}}]", "a `when` that holds at no point"
    ),
  ])
  func `what a spec gets wrong about a layer is told with its place`(text: String, told: String) throws {
    let error = #expect(throws: SpecErrors.self) { try parse(head + text) }
    let description = error?.description ?? "nothing"
    #expect(description.contains(told), "\(description)")
    #expect(!description.contains("nothing is left"), "\(description)")
  }

  @Test func `a figure along a parameter that no task has is warned of`() throws {
    let sweep = try parse(head + "curves: [{name: a, x: representation-grid, y: accuracy}]")
    #expect(sweep.warnings.map(\.description).contains { $0.contains("no task has `representation-grid`") })
  }
}
