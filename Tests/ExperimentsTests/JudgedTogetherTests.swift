import SweepModel
import Testing

@testable import Experiments

/// That experiments say truly which parameters they judge together: whole sweeps are accepted on it.
@Suite struct JudgedTogetherTests {
  private static func reals(_ numbers: Double...) -> [ParameterValue] { numbers.map { .real($0) } }
  private static func integers(_ numbers: Int...) -> [ParameterValue] { numbers.map { .integer($0) } }
  private static func list(_ numbers: Double...) -> ParameterValue { .list(numbers.map { .real($0) }) }
  private static func widths(_ numbers: Int...) -> ParameterValue { .list(numbers.map { .integer($0) }) }
  private static func words(_ words: String...) -> ParameterValue { .list(words.map { .text($0) }) }

  private static func nearRefusal(_ name: String) -> [ParameterValue] {
    switch name {
    case "mu": return [list(1), list(1, 2), list(1, 2, 3, 4, 5)]
    case "sigma": return reals(0.02, 0.5, 40) + [list(0.1), list(0.1, 1, 2)]
    case "record": return [words("losses"), words("theory"), words("corners"), words()]
    case "hidden": return integers(0, 8) + [widths(4, 5), widths(4)]
    case "dimension": return integers(1, 4, 200)
    case "samples": return integers(10, 100_000)
    case "learning-rate": return reals(0.001, 0.3, 5)
    case "depth": return integers(1, 2, 3)
    case "image-size": return integers(8, 12, 32)
    case "spacing": return reals(0.5, 1, 20)
    case "lambda": return reals(0.0001, 0.5, 1)
    case "distance": return reals(0, 0.00001, 1, 30)
    case "base-width": return integers(4, 6)
    case "sampling-steps": return integers(2, 50)
    case "noise-steps": return integers(2, 100)
    case "guidance": return reals(1, 2)
    case "label-dropout": return reals(0, 0.1)
    case "evaluation-labels": return integers(0, 2, 9)
    case "threshold": return reals(1e-7, 0.5, 1)
    case "epochs": return reals(1, 1e6)
    case "batch-size": return integers(1, 64)
    case "hold-out-width": return reals(1, 7, 30)
    case "representation-step": return integers(1, 10, 60)
    case "representation-grid": return integers(4, 64)
    case "representation-captures": return integers(0, 1, 9)
    case "evaluations": return integers(1, 9)
    case "channels": return integers(1, 2, 3)
    case "colour-separation": return reals(0.1, 0.8, 1)
    case "colour-spread": return reals(0, 0.2, 0.5)
    case "size-separation": return reals(0.1, 0.4, 0.9)
    case "size-spread": return reals(0, 0.15)
    case "position-spread": return reals(0, 0.3, 0.8)
    case "background-low", "background-high": return reals(0.8, 0.9)
    case "images-per-class": return integers(1, 100)
    case "gamma-first": return reals(-5, 2)
    case "gamma-last": return reals(1, 10)
    case "batches": return integers(100, 20_000)
    default: return []
    }
  }

  /// Values that are near to what is refused, besides a few of every parameter's own range.
  private static func values(_ definition: ParameterDefinition) -> [ParameterValue] {
    let near = nearRefusal(definition.name).compactMap { definition.kind.coerced($0) }
    if !near.isEmpty { return near }
    switch definition.kind {
    case .boolean: return [.boolean(false), .boolean(true)]
    case .choice(let words): return words.map { .text($0) }
    default: return definition.defaultValue.map { [$0] } ?? []
    }
  }

  private func isAccepted(_ parameters: Parameters, by experiment: any Experiment) -> Bool {
    do throws(InvalidParameters) {
      try experiment.validate(parameters)
      return true
    } catch { return false }
  }

  @Test(arguments: [
    "concept-diffusion", "concept-theory", "diffusion", "identity", "identity-theory", "overlap",
    "percolation", "probe",
  ])
  func `a point is refused exactly where one of its groups is`(name: String) throws {
    let experiment = try #require(ExperimentCatalog.builtIn[name])
    let groups = try #require(experiment.judgedTogether)
    let definitions = experiment.schema.parameters
    let valid = experiment.schema.defaults
    for group in groups { #expect(group.isSubset(of: Set(definitions.map(\.name)))) }
    var random = RandomStream(seed: 7, replicate: 0, name: name, task: nil)
    var (accepted, refused) = (0, 0)
    for _ in 0..<300 {
      var point = valid
      for definition in definitions where Int.random(in: 0..<3, using: &random) == 0 {
        point[definition.name] =
          Self.values(definition).randomElement(using: &random) ?? point[definition.name]
      }
      let isGood = isAccepted(point, by: experiment)
      // Each group's values in a point that is otherwise fine.
      let goodGroups = groups.allSatisfy { group in
        isAccepted(valid.merging(point.filter { group.contains($0.key) }) { $1 }, by: experiment)
      }
      if isGood { accepted += 1 } else { refused += 1 }
      // A group must never miss what refuses the whole; the others of the default point may be what is refused.
      #expect(isGood || !goodGroups, "\(point)")
    }
    #expect(accepted > 0 && (refused > 0 || groups.isEmpty || name == "probe"))
  }
}
