import Spec
import SweepModel

/// An experiment with one parameter of each kind.
struct SampleExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "sample", version: 3, summary: "for tests",
    parameters: [
      ParameterDefinition("image-size", .integer(1...1024), unit: "px", default: .integer(32), "side"),
      ParameterDefinition("base-width", .integer(1...512), default: .integer(8), "channels"),
      ParameterDefinition("sigma", .real(0...10, aboveLower: true), unit: "px", default: .real(1), "width"),
      ParameterDefinition("lambda", .real(0...1), default: .real(0.5), "fraction"),
      ParameterDefinition("model", .choice(["linear", "relu", "tanh"]), default: .text("linear"), "model"),
      ParameterDefinition("hidden", .integer(1...4096), default: .integer(4), "units"),
      ParameterDefinition("bias", .boolean, default: .boolean(false), "bias"),
      ParameterDefinition("label", .text, default: .text(""), "note"),
      ParameterDefinition(
        "origin", .list(of: .real(-10...10), count: 2...3), default: .list([.real(0), .real(0)]), "place"),
    ],
    metrics: [
      .init("accuracy", "hits"),
      .init("train-loss", streamed: true, "loss"),
    ])

  func validate(_ parameters: Parameters) throws(InvalidParameters) {
    let (size, width) = (try parameters.integer("image-size"), try parameters.integer("base-width"))
    guard width <= size else {
      throw InvalidParameters("base-width", "base-width \(width) is larger than image-size \(size)")
    }
  }

  func run(_ context: any TaskContext) throws -> [String: Double] { ["accuracy": 1] }
}

/// A second experiment, for overlays.
struct TheoryExperiment: Experiment {
  let schema = ExperimentSchema(
    name: "theory", version: 1, summary: "for overlays",
    parameters: [
      ParameterDefinition("sigma", .real(0...10), default: .real(1), "width"),
      ParameterDefinition("lambda", .real(0...1), default: .real(0.5), "fraction"),
      ParameterDefinition("threshold", .real(0...1), default: .real(0.05), "overlap"),
    ],
    metrics: [.init("ratio", "cluster")])

  func run(_ context: any TaskContext) throws -> [String: Double] { ["ratio": 1] }
}

let catalog = ExperimentCatalog([SampleExperiment(), TheoryExperiment()])

/// Parses a spec given as text, from "s.yaml".
func parse(
  _ text: String, profile: String? = nil, set overrides: [String] = [], catalog: ExperimentCatalog = catalog
) throws(SpecErrors) -> Sweep {
  try SpecParser.parse(
    Array(text.utf8), file: "s.yaml", profile: profile, overrides: overrides, catalog: catalog)
}

/// A spec's first two lines.
let head = "name: t\nexperiment: sample\n"

/// The problems of a spec, one line each; empty where it is accepted.
func problems(
  _ text: String, profile: String? = nil, set overrides: [String] = [], catalog: ExperimentCatalog = catalog
) -> [String] {
  do {
    _ = try parse(text, profile: profile, set: overrides, catalog: catalog)
    return []
  } catch {
    return error.problems.map(\.description)
  }
}

extension Sweep {
  /// All tasks.
  var tasks: [PlannedTask] {
    var tasks: [PlannedTask] = []
    forEachTask { tasks.append($0) }
    return tasks
  }

  /// All points.
  var points: [Parameters] {
    var points: [Parameters] = []
    forEachPoint { points.append($0) }
    return points
  }
}

/// The specs that the fuzz and round-trip tests start from.
let corpus = [
  head,
  """
  name: full-1
  experiment: sample
  description: Accuracy against the fraction of data, for several widths
  parameters: {image-size: 32, label: "a: b", origin: [1, 2.5]}
  axes:
    sigma: [0.1, 0.3, 0.5]
    lambda: {from: 0.1, to: 1.0, step: 0.1}
    model: [linear, relu]
  replicates: 3
  seed: 20240823
  exclude: [{sigma: 0.1, lambda: 0.1, because: "one pixel, one image"}, {sigma: [0.3, 0.5], lambda: 1}]
  when: [{if: {model: relu}, then: {axes: {hidden: [16, 64]}, parameters: {bias: true}}}]
  resources: {threads: 2, memory: 2GiB}
  limits: {time: 4h, stall: 10m, attempts: 5}
  priority: 7
  curves:
    - {name: accuracy, x: lambda, y: accuracy, series: sigma, panel: model, statistic: mean, interval: 95%,
       crossing: 0.6, fit: power-law, x-scale: log,
       overlay: {experiment: theory, y: ratio, threshold: 0.005}}
    - {name: best, x: lambda, y: accuracy, statistic: median, interval: {bootstrap: 90%}, overlay: {sweep: old, y: accuracy}}
    - {name: loss, x: step, y: train-loss, interval: standard-error, y-scale: log}
  profiles:
    smoke: {parameters: {image-size: 16}, axes: {lambda: [0.3, 1.0], model: ~}, replicates: 1, when: ~, exclude: ~, curves: ~}
  """,
  """
  name: zipped
  experiment: sample
  axes:
    image-size: [16, 32, 64]
    base-width: [2, 4, 8]
    hidden: {log-from: 1, log-to: 1000, count: 4}
    origin:
      - [0, 0]
      - [1, 2, 3]
  zip: [[image-size, base-width]]
  """,
]
