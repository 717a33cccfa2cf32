internal import Foundation

/// The Slurm job that this process runs in, as its environment tells it.
package struct SlurmJob: Sendable, Equatable {
  /// What Slurm's commands take for this job alone: "1234", or "1234_5" of an array. The bare number of an array's
  /// last job means the whole array.
  package var name: String
  /// How often it was queued again.
  package var restarts: Int
  /// When it ends, in Unix seconds; nil where Slurm does not tell its jobs, as before 23.02.
  package var endTime: Double?

  package init(name: String, restarts: Int = 0, endTime: Double? = nil) {
    self.name = name
    self.restarts = restarts
    self.endTime = endTime
  }

  /// Nil outside of a job, and where its variables are none of Slurm's.
  package init?(environment: [String: String]) {
    func digits(_ name: String) -> String? {
      guard let text = environment[name], (1...12).contains(text.utf8.count),
        text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
      else { return nil }
      return text
    }
    guard let id = digits("SLURM_JOB_ID") else { return nil }
    if let array = digits("SLURM_ARRAY_JOB_ID"), let task = digits("SLURM_ARRAY_TASK_ID") {
      name = "\(array)_\(task)"
    } else {
      name = id
    }
    restarts = digits("SLURM_RESTART_COUNT").flatMap { Int($0) } ?? 0
    endTime = environment["SLURM_JOB_END_TIME"].flatMap(Double.init).flatMap {
      $0.isFinite && $0 > 0 && $0 < 1e12 ? $0 : nil
    }
  }

  /// The one that this process runs in.
  package static func current() -> SlurmJob? { SlurmJob(environment: ProcessInfo.processInfo.environment) }
}
