import Analysis
import Experiments
import Report
import Spec
import SweepModel

/// Made-up results of a sweep: every metric within the range that its schema declares, and every fate that a task may
/// have.
struct SyntheticResults {
  let tasks: [TaskRecord]
  private let schema: ExperimentSchema
  private let seed: Int

  init?(_ sweep: Sweep, seed: Int, catalog: ExperimentCatalog = .builtIn) {
    guard let schema = catalog[sweep.experiment]?.schema else { return nil }
    self.schema = schema
    self.seed = seed
    var random = RandomStream(seed: seed, replicate: 0, name: "results", task: nil)
    // Whole sweeps of zeros and ones, of equal values, and of some failures are what figures stumble over.
    let style = Int.random(in: 0..<5, using: &random)
    let failing = [0, 0, 0.1, 0.5, 1][Int.random(in: 0..<5, using: &random)]
    var tasks: [TaskRecord] = []
    var points: [(Parameters, Bool)] = []
    sweep.forEachPoint { points.append(($0, false)) }
    sweep.forEachExcludedPoint { parameters, _ in points.append((parameters, true)) }
    for replicate in 0..<sweep.replicates {
      for (parameters, isExcluded) in points {
        let id = TaskDefinition(
          experiment: sweep.experiment, version: sweep.version, parameters: parameters, seed: sweep.seed,
          replicate: replicate
        ).id
        var task = TaskRecord(
          ordinal: tasks.count, id: id, replicate: replicate, status: isExcluded ? .excluded : .done,
          parameters: parameters)
        if !isExcluded, random.uniform() < failing {
          task.status = [.failed, .cancelled, .running, .pending][Int.random(in: 0..<4, using: &random)]
        }
        if task.status == .done {
          for metric in schema.metrics where metric.isRequired || random.uniform() < 0.9 {
            task.metrics[metric.name] = SyntheticResults.value(metric, style, &random)
          }
        }
        tasks.append(task)
      }
    }
    self.tasks = tasks
  }

  private static func value(
    _ metric: ExperimentSchema.Metric, _ style: Int, _ random: inout RandomStream
  ) -> Double {
    let low = metric.range.map(\.lowerBound) ?? -.infinity
    let high = metric.range.map(\.upperBound) ?? .infinity
    let share = random.uniform()
    let value: Double
    switch style {
    case 0: value = share < 0.5 ? 0 : 1
    case 1: value = 0
    case 2: value = share
    case 3: value = share < 0.3 ? 0 : share < 0.6 ? 1e-9 : share < 0.9 ? 1000 * share : 1e300
    default: value = (share - 0.5) * 4
    }
    return min(max(value, low), high)
  }

  /// What tasks streamed: some of the steps, now and then what is no number.
  func streams(_ name: String) -> [MetricStream] {
    guard let metric = schema.metric(name) else { return [] }
    return tasks.compactMap { task in
      guard task.status != .excluded, task.status != .pending else { return nil }
      var random = RandomStream(seed: seed, replicate: task.replicate, name: name, task: task.id)
      guard random.uniform() < 0.9 else { return nil }
      let style = Int.random(in: 0..<5, using: &random)
      // Few steps: every one of them may be resampled thousands of times. Now and then too many to be marked.
      let count = random.uniform() < 0.02 ? 70 : Int.random(in: 0..<6, using: &random)
      let samples = (0..<count).map { step in
        MetricStream.Sample(
          step: step * step,
          value: random.uniform() < 0.01 ? .nan : SyntheticResults.value(metric, style, &random))
      }
      return MetricStream(task: task.id, samples: samples)
    }
  }

  /// Another sweep's results, fewer and in part elsewhere; or none, with the reason.
  func overlay(_ definition: CurveDefinition) -> OverlayData {
    guard case .experiment? = definition.overlay?.source else {
      return OverlayData(name: "sweep nosuch", problem: "There is no sweep nosuch.")
    }
    return OverlayData(
      tasks: tasks.enumerated().filter { $0.offset % 3 != 0 }.map(\.element), name: "the same again")
  }

  /// Pictures of every size, missing and broken ones.
  func pictures(_ sweep: Sweep) -> [PictureFigure] {
    sweep.pictures.compactMap { definition in
      guard case .pictures(let pictures) = definition.kind else { return nil }
      var figure = PictureFigure(
        definition, pictures, tasks: tasks, order: KeyOrder(sweep).arranged(definition.figure.order),
        colours: schema.artifacts.first { $0.name == pictures.artifact }?.colours ?? [])
      figure.fill { task in
        switch task.ordinal % 4 {
        case 0: .noPicture
        case 1: .unreadable
        default:
          .picture(
            .init(
              mediaType: "image/png",
              bytes: [
                0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 40, 0,
                0, 0, 30,
              ]))
        }
      }
      return figure
    }
  }
}
