import Spec
import SweepModel

@testable import Analysis

/// Tasks with made-up parameters and metrics.
enum Fixtures {
  static func task(
    _ ordinal: Int, replicate: Int = 0, _ parameters: Parameters, y: Double?, status: TaskStatus = .done
  ) -> TaskRecord {
    let definition = TaskDefinition(
      experiment: "made-up", version: 1, parameters: parameters, seed: ordinal, replicate: replicate)
    return TaskRecord(
      ordinal: ordinal, id: definition.id, replicate: replicate, status: status, attempt: 1,
      parameters: parameters, metrics: y.map { ["y": $0] } ?? [:])
  }

  /// One task for each x and replicate, y from a function.
  static func grid(
    x: [Double], replicates: Int, more: Parameters = [:], from first: Int = 0,
    _ y: (_ x: Double, _ replicate: Int) -> Double?
  ) -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    for x in x {
      for replicate in 0..<replicates {
        let parameters = more.merging(["x": .real(x)]) { $1 }
        tasks.append(task(first + tasks.count, replicate: replicate, parameters, y: y(x, replicate)))
      }
    }
    return tasks
  }

  static func definition(
    series: String? = nil, panel: String? = nil, statistic: CurveDefinition.Statistic = .mean,
    interval: CurveDefinition.Interval = .t(level: 0.95), crossing: Double? = nil,
    fit: CurveDefinition.Fit? = nil, xScale: CurveDefinition.Scale = .linear
  ) -> CurveDefinition {
    CurveDefinition(
      name: "curve", x: "x", y: "y", series: series, panel: panel, statistic: statistic,
      interval: interval, crossing: crossing, fit: fit, xScale: xScale)
  }
}
