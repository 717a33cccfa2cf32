import Spec
import SweepModel

@testable import Analysis
@testable import Report

/// Made-up percolation results: logistic curves that rise earlier for larger sigma.
enum Samples {
  static func tasks(
    sigmas: [Double], thresholds: [Double] = [0.05], replicates: Int = 5, missing: Bool = false
  ) -> [TaskRecord] {
    var tasks: [TaskRecord] = []
    for threshold in thresholds {
      for sigma in sigmas {
        for step in 1...10 {
          for replicate in 0..<replicates {
            let lambda = Double(step) / 10
            // A rational sigmoid: the same bits with every C library.
            let distance = (lambda - 0.2 / (sigma + 0.1) - threshold) * 8
            let noise = Double((replicate * 7 + step * 3) % 5 - 2) / 50
            let value = 0.5 + 0.5 * distance / (1 + abs(distance)) + noise
            tasks.append(
              task(
                tasks.count, replicate: replicate,
                ["sigma": .real(sigma), "lambda": .real(lambda), "threshold": .real(threshold)],
                value: value, status: missing && tasks.count % 17 == 3 ? .failed : .done))
          }
        }
      }
    }
    return tasks
  }

  static func task(
    _ ordinal: Int, replicate: Int, _ parameters: Parameters, value: Double, status: TaskStatus = .done
  ) -> TaskRecord {
    let definition = TaskDefinition(
      experiment: "percolation", version: 1, parameters: parameters, seed: 1, replicate: replicate)
    return TaskRecord(
      ordinal: ordinal, id: definition.id, replicate: replicate, status: status, attempt: 1,
      parameters: parameters, metrics: status == .done ? ["largest-cluster-ratio": value] : [:],
      seconds: 0.25)
  }

  static func definition(panel: String? = nil, crossing: Double? = 0.5) -> CurveDefinition {
    CurveDefinition(
      name: "percolation", x: "lambda", y: "largest-cluster-ratio", series: "sigma", panel: panel,
      crossing: crossing)
  }

  static func curve(
    sigmas: [Double] = [0.1, 0.3, 1], thresholds: [Double] = [0.05], missing: Bool = false
  ) -> Curve {
    CurveBuilder.build(
      definition: definition(panel: thresholds.count > 1 ? "threshold" : nil),
      tasks: tasks(sigmas: sigmas, thresholds: thresholds, missing: missing),
      labels: Labels(parameters: [Label("sigma", unit: "px")]))
  }

  static func input(curves: [Curve]) -> ReportInput {
    var census = Census()
    census.done = 147
    census.failed = 3
    census.excluded = 4
    var input = ReportInput(
      sweepName: "percolation-simulation", sweepID: "0123456789ab", summary: "Largest cluster",
      experiment: "percolation", experimentVersion: 1, specText: "name: percolation-simulation\n",
      resolvedJSON: "{}", census: census)
    input.curves = curves
    input.tasks = tasks(sigmas: [0.3], replicates: 2)
    input.exclusions = [ReportInput.Exclusion(count: 4, reason: "one pixel, one image")]
    input.failures = [
      ReportInput.Failure(
        task: "abcdef012345", parameters: "sigma=0.3", replicate: 2,
        attempts: [
          ReportInput.Failure.Attempt(
            number: 1, outcome: .crashed, reason: "signal 11 (SIGSEGV)", worker: "node1",
            logLines: ["step 1", "segmentation fault"])
        ])
    ]
    input.provenance.version = "0.1.0"
    input.provenance.workers = [
      ReportInput.Provenance.Worker(
        host: "node1", cpu: "EPYC", instructionSet: "AVX2", slots: 2, tasksDone: 147, coreSeconds: 3700)
    ]
    input.durations.coreSeconds = 3700
    return input
  }
}
