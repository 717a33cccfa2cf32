import Spec
import SweepModel

@testable import Analysis
@testable import Report

/// Made-up heat maps, trajectories and figures of several metrics.
extension Samples {
  /// A share that rises with depth and falls with dimension; some tasks failed, one cell is not planned.
  static func heatMap(
    depths: [Double] = [1, 2, 3, 4, 6, 8], dimensions: [Double] = [2, 4, 8, 16, 64], scales: [Double] = [1],
    replicates: Int = 40, binary: Bool = true, missing: Bool = true
  ) -> Curve {
    var tasks: [TaskRecord] = []
    for scale in scales {
      for dimension in dimensions {
        for depth in depths where !(missing && depth == 8 && dimension == 64) {
          for replicate in 0..<replicates {
            let share = depth / (depth + dimension / 8 + scale)
            let isOne = Double((replicate * 17) % replicates) < share * Double(replicates)
            let failed = missing && depth == 3 && (dimension == 4 || dimension == 8 && replicate < 3)
            tasks.append(
              task(
                tasks.count, replicate: replicate,
                ["depth": .real(depth), "dimension": .real(dimension), "init-scale": .real(scale)],
                value: binary ? (isOne ? 1 : 0) : share * 300 + Double(replicate % 5),
                status: failed ? .failed : .done))
          }
        }
      }
    }
    let map = HeatMap(x: "depth", y: "dimension", z: ["largest-cluster-ratio"])
    let definition = CurveDefinition(
      name: "phases", kind: .heatMap(map), panel: scales.count > 1 ? "init-scale" : nil)
    return CurveBuilder.build(
      definition: definition, tasks: tasks, ranges: binary ? ["largest-cluster-ratio": 0...1] : [:])
  }

  /// Paths that turn towards one corner before they reach the other.
  static func trajectory(sigmas: [Double] = [0.2, 0.5, 1], panels: Int = 1, replicates: Int = 5) -> Curve {
    var tasks: [TaskRecord] = []
    var (xs, ys): ([MetricStream], [MetricStream]) = ([], [])
    for panel in 0..<panels {
      for sigma in sigmas {
        for replicate in 0..<replicates {
          let task = task(
            tasks.count, replicate: replicate, ["sigma": .real(sigma), "depth": .integer(panel + 1)], value: 0
          )
          tasks.append(task)
          func samples(_ value: (Double) -> Double) -> [MetricStream.Sample] {
            (0...60).map { MetricStream.Sample(step: $0 * 10, value: value(Double($0) / 20)) }
          }
          let shift = Double(replicate - 2) * 0.02
          // Rational growth, for the same bits with every C library.
          xs.append(
            MetricStream(task: task.id, samples: samples { $0 * $0 / ($0 * $0 + sigma * sigma) + shift * $0 })
          )
          ys.append(
            MetricStream(
              task: task.id, samples: samples { 2 * $0 * $0 * $0 * $0 / ($0 * $0 * $0 * $0 + 1) - shift }))
        }
      }
    }
    var trajectory = Trajectory(x: "output-1", y: "output-2", lines: "sigma")
    trajectory.hasEqualAspect = true
    trajectory.markers = [.init(name: "test", x: 1, y: 2), .init(name: "train 2", x: 0, y: 2)]
    let definition = CurveDefinition(
      name: "path", kind: .trajectory(trajectory), panel: panels > 1 ? "depth" : nil)
    return CurveBuilder.build(
      definition: definition, tasks: tasks, streams: ["output-1": xs, "output-2": ys])
  }

  /// Two losses on a logarithmic time axis, each with its theory.
  static func losses() -> Curve {
    let tasks = (0..<5).map { task($0, replicate: $0, ["sigma": .real(1)], value: 0) }
    func stream(_ loss: (Double) -> Double) -> [MetricStream] {
      tasks.map { task in
        MetricStream(
          task: task.id,
          samples: [1, 2, 4, 7, 13, 25, 48, 90, 170, 320, 600].map { step in
            .init(step: step, value: loss(Double(step)) * (1 + Double(task.replicate - 2) / 20))
          })
      }
    }
    var definition = CurveDefinition(name: "losses", x: "step", y: "train-loss", xScale: .log)
    definition.line.metrics.append("test-loss")
    definition.line.theory = ["theory-train-loss", "theory-test-loss"]
    return CurveBuilder.build(
      definition: definition, tasks: tasks,
      streams: [
        "train-loss": stream { 30 / (30 + $0) }, "test-loss": stream { 60 / (40 + $0) },
        "theory-train-loss": stream { 30 / (31 + $0) }, "theory-test-loss": stream { 60 / (42 + $0) },
      ])
  }
}
