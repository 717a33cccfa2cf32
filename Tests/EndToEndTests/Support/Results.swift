import Foundation
import TestSupport

/// The results of a sweep without what may differ between two runs of it: attempts and times.
struct Results: Equatable {
  /// Rows of the wide task table, with their attempt left out, sorted.
  var tasks: [String]
  /// Streamed and final metrics.
  var metrics: [String]
  var curves: String

  init(cluster: Cluster) throws {
    func export(_ arguments: String...) throws -> String {
      let answer = try cluster.run(["export", "last"] + arguments)
      guard answer.ending == .code(0) else { throw GaveUp(description: "no export: \(answer.errors)") }
      return answer.output
    }
    tasks = try export("--what", "tasks", "--wide").split(separator: "\n").map { line in
      // Columns: sweep, task, replicate, status, attempt, then parameters and metrics.
      var columns = line.split(separator: ",", omittingEmptySubsequences: false)
      if columns.count > 4 { columns.remove(at: 4) }
      return columns.joined(separator: ",")
    }.sorted()
    metrics = try export("--what", "metrics").split(separator: "\n").map(String.init).sorted()
    curves = try export("--what", "curves")
  }
}
