import Messages
import SweepModel

/// Writes random specs of the cheap experiments. Not all of them are valid: the spec checker decides.
struct SpecGenerator {
  /// An experiment with values that its parameters may be given.
  private struct Field {
    var experiment: String
    var parameters: [(name: String, values: [String])]
    var metrics: [String]
    var streamed: [String]
    var fixed: [String] = []
  }

  private static let longWord = "an-initialisation-with-a-rather-long-name-that-ends-in-"

  private static let fields = [
    Field(
      experiment: "percolation",
      parameters: [
        ("lambda", ["0.1", "0.25", "0.5", "0.75", "1"]), ("sigma", ["0.1", "0.3", "1", "0.30001"]),
        ("threshold", ["0", "0.0001", "0.05", "0.5"]), ("image-size", ["8", "9", "10", "16"]),
      ],
      metrics: ["largest-cluster-ratio", "largest-cluster-ratio-of-grid", "connected-neighbours"],
      streamed: []),
    Field(
      experiment: "overlap",
      parameters: [
        ("distance", ["0", "1", "2", "4"]), ("sigma", ["0.5", "1", "2"]),
        ("orientation", ["diagonal", "axis"]), ("tiling", ["true", "false"]),
        ("image-size", ["32", "33", "64"]),
      ], metrics: ["overlap", "overlap-minimum", "overlap-maximum"], streamed: []),
    Field(
      experiment: "probe",
      parameters: [
        ("index", ["0", "1", "2", "3", "1000000"]), ("metrics", ["0", "1", "10"]),
        ("outcome", ["ok", "fail", "hang"]), ("probability", ["0", "0.25", "1"]),
        ("duration", ["0", "0.0001", "604800"]), ("payload", ["0", "1024"]),
      ], metrics: ["value", "steps"], streamed: ["signal"]),
    Field(
      experiment: "identity",
      parameters: [
        ("depth", ["1", "2", "3"]), ("dimension", ["4", "8", "16"]),
        ("init-scale", ["0", "0.0001", "0.01", "1"]), ("model", ["relu", "linear"]),
        ("mu", ["[1, 2]", "[1, 2.5]", "[1, 2, 3, 4, 5, 6.25]", "[1, 2, 3, 4, 5, 6.5]"]),
        ("bias", ["true", "false"]), ("training", ["sgd", "full-batch", "flow"]),
        ("learning-rate", ["0.1", "0.100001", "0.100002"]),
      ], metrics: ["rise", "swing-by", "final-test-loss", "learned-order", "terminal-slope", "corner-order"],
      streamed: ["train-loss", "test-loss", "output-1", "output-2", "jacobian-minor"],
      fixed: ["steps: 20", "samples: 10", "measurements: 4"]),
    Field(
      experiment: "diffusion",
      parameters: [
        ("lambda", ["0.25", "0.5", "1"]), ("sigma", ["0.5", "1", "2"]), ("image-size", ["8", "16"]),
        ("sampler", ["ddpm", "ddim"]), ("base-width", ["4", "8"]), ("eta", ["0", "0.5", "1"]),
      ], metrics: ["accuracy", "images-2d", "train-loss", "centroid-fraction"],
      streamed: ["accuracy", "train-loss", "accuracy-vertical", "accuracy-out-of-distribution"]),
  ]

  private var random: RandomStream

  init(seed: Int, number: Int) {
    random = RandomStream(seed: seed, replicate: number, name: "specs", task: nil)
  }

  /// One spec as YAML.
  mutating func spec() -> String {
    let field = one(Self.fields)
    let axes = Array(field.parameters.shuffled(using: &random).prefix(1 + below(3)))
    var lines = ["name: random", "experiment: \(field.experiment)", "replicates: \(1 + below(4))"]
    lines.append("seed: \(below(1000))")
    let fixed = field.fixed.filter { line in !axes.contains { line.hasPrefix("\($0.name):") } }
    if !fixed.isEmpty { lines.append("parameters: {\(fixed.joined(separator: ", "))}") }
    lines.append("axes:")
    var values: [String: [String]] = [:]
    for axis in axes {
      let chosen = Array(axis.values.shuffled(using: &random).prefix(1 + below(4)))
      values[axis.name] = chosen
      lines.append("  \(axis.name): [\(chosen.joined(separator: ", "))]")
    }
    if chance(0.2), let axis = axes.first, let value = values[axis.name]?.first, axes.count > 1 {
      let other = axes[1]
      lines.append(
        "exclude: [{\(axis.name): \(value), \(other.name): \(values[other.name]?.first ?? "1"), because: not wanted}]"
      )
    }
    if chance(0.2), let axis = axes.first, let value = values[axis.name]?.first,
      let more = field.parameters.first(where: { parameter in !axes.contains { $0.name == parameter.name } })
    {
      lines.append(
        "when: [{if: {\(axis.name): \(value)}, then: {axes: {\(more.name): [\(more.values.joined(separator: ", "))]}}}]"
      )
    }
    lines.append("curves:")
    for number in 0..<(1 + below(4)) { lines.append("  - " + curve(number, field, axes, values)) }
    // Drawn after all else, so that the rest of a spec is the same as without it.
    if chance(0.4) { lines.append("  - " + histogram(field, axes.map(\.name))) }
    return lines.joined(separator: "\n") + "\n"
  }

  private mutating func histogram(_ field: Field, _ axes: [String]) -> String {
    let isStreamed = !field.streamed.isEmpty && chance(0.4)
    var keys = ["name: spread, kind: histogram", "x: \(one(isStreamed ? field.streamed : field.metrics))"]
    if isStreamed { keys.append("step: \(one(["0", "4", "last"]))") }
    if chance(0.5) { keys.append("series: \(one(axes))") }
    if chance(0.5) { keys.append("panel: \(one(axes))") }
    if chance(0.5) {
      keys.append("bins: \(one(["1", "12", "1000", "{width: 0.1}", "{width: 1e-300}", "[0, 0.25, 1]"]))")
    }
    if chance(0.3) { keys.append("x-range: [0, \(one(["0.5", "2"]))]") }
    if chance(0.2) { keys.append("y-range: [0, 3]") }
    if chance(0.5) {
      keys.append("y: density")
      if chance(0.5) { keys.append("theory: [[0, 1], [0.5, 1e9], [1, 0]]") }
    }
    if chance(0.3) { keys.append("width: column") }
    return "{\(keys.joined(separator: ", "))}"
  }

  private mutating func curve(
    _ number: Int, _ field: Field, _ axes: [(name: String, values: [String])], _ values: [String: [String]]
  ) -> String {
    let names = axes.map(\.name).shuffled(using: &random)
    func name(_ index: Int) -> String? { names.indices.contains(index) ? names[index] : nil }
    var keys = ["name: \(chance(0.1) ? "\"a/b \(number)\"" : "curve-\(number)")"]
    let panel = chance(0.4) ? name(2) ?? field.parameters.randomElement(using: &random)?.name : nil
    switch field.streamed.isEmpty ? below(6) : below(8) {
    case 0, 1, 2, 3:
      let isStreamed = !field.streamed.isEmpty && chance(0.4)
      let metrics = (isStreamed ? field.streamed : field.metrics).shuffled(using: &random)
      let several = chance(0.25)
      keys.append("x: \(isStreamed ? "step" : name(0) ?? "step")")
      keys.append(several ? "y: [\(metrics.prefix(2).joined(separator: ", "))]" : "y: \(metrics[0])")
      if !several, chance(0.7), let series = isStreamed ? name(0) : name(1) {
        keys.append("series: \(series)")
      }
      if chance(0.4) { keys.append("crossing: \(one(["0", "0.5", "1", "0.001"]))") }
      if chance(0.3) { keys.append("fit: power-law") }
      if chance(0.4) { keys.append("x-scale: log") }
      if chance(0.4) { keys.append("y-scale: log") }
      if !several, chance(0.3) {
        keys.append(
          chance(0.5)
            ? "overlay: {sweep: nosuch, y: \(metrics[0])}"
            : "overlay: {experiment: \(field.experiment), y: \(metrics[0])}")
      }
      if chance(0.15) { keys.append("y-range: [0.001, \(one(["0.25", "1", "30"]))]") }
      if chance(0.15) { keys.append("x-range: [0.05, \(one(["0.6", "3"]))]") }
    case 4, 5:
      keys += ["kind: heat-map", "x: \(name(0) ?? "step")", "y: \(name(1) ?? "metric")"]
      keys.append("z: \(one(field.metrics))")
      if chance(0.3) { keys.append("z-scale: log") }
      if chance(0.2) { keys.append("z-range: [0.01, 0.5]") }
    case 6:
      let metrics = field.streamed.shuffled(using: &random)
      guard metrics.count > 1 else { return "{\(keys.joined(separator: ", ")), x: step, y: \(metrics[0])}" }
      keys += ["kind: trajectory", "x: \(metrics[0])", "y: \(metrics[1])"]
      if let series = name(0) { keys.append("series: \(series)") }
      if chance(0.5) { keys.append("aspect: equal") }
      if chance(0.5) { keys.append("markers: [{name: goal, x: 1, y: 2}]") }
    default:
      if field.experiment == "diffusion" {
        keys += ["kind: pictures", "artifact: \(one(["samples", "map", "data"]))"]
        if let x = name(0) { keys.append("x: \(x)") }
        if let y = name(1) { keys.append("y: \(y)") }
        return "{\(keys.joined(separator: ", "))}"
      }
      keys += ["x: step", "y: \(field.streamed[0])"]
    }
    if let panel { keys.append("panel: \(panel)") }
    let statistic = one(["mean", "mean", "mean", "median", "minimum", "maximum"])
    if statistic != "mean" { keys.append("statistic: \(statistic)") }
    if chance(0.5), statistic == "mean" {
      keys.append("interval: \(one(["90%", "{bootstrap: 80%}", "{wilson: 95%}", "standard-error", "none"]))")
    }
    if chance(0.15), let axis = axes.first, let value = values[axis.name]?.first {
      keys.append("where: {\(axis.name): \(value)}")
    }
    if chance(0.2) {
      keys.append("title: \(one(["A title", "\"\(String(repeating: "long ", count: 35))\""]))")
    }
    if chance(0.2) { keys.append("x-label: what varies (px)") }
    if chance(0.2) { keys.append("y-label: \(Self.longWord)ratio") }
    if chance(0.3) { keys.append("order: \(one(["spec", "rising", "falling"]))") }
    if chance(0.3) { keys.append("width: \(one(["column", "page"]))") }
    return "{\(keys.joined(separator: ", "))}"
  }

  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func chance(_ share: Double) -> Bool { random.uniform() < share }
  private mutating func one<Item>(_ items: [Item]) -> Item { items[below(items.count)] }
}
