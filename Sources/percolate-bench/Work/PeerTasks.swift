internal import Foundation

/// Empty tasks through another system on two one-CPU workers, by a script in `benchmarks`.
struct PeerTasks: Decodable {
  /// The system with its version.
  var name: String
  var tasks: Int
  /// From the first submission to the last result.
  var seconds: Double

  /// Tasks a second.
  var rate: Double { Double(tasks) / seconds }

  /// The exit code by which a script says that its package is not installed (EX_UNAVAILABLE).
  private static let isMissing: Int32 = 69

  /// Runs a script.
  ///
  /// - Parameter system: "ray" or "dask".
  /// - Returns: nil where this Python does not have the package.
  static func run(_ system: String, _ setting: BenchSetting, python: String, tasks: Int) throws -> PeerTasks?
  {
    let script = setting.repository + "/benchmarks/\(system)_empty_tasks.py"
    let program = try ChildProgram(
      python, [script, "\(tasks)"], log: setting.scratch + "/\(system).log")
    let (code, output) = try program.finish()
    if code == isMissing { return nil }
    guard code == 0 else { throw program.failure("ended with exit code \(code)") }
    let line = output.split(separator: "\n").last ?? ""
    do { return try JSONDecoder().decode(PeerTasks.self, from: Data(line.utf8)) } catch {
      throw BenchError("\(script) printed no result as its last line, but: \(line)")
    }
  }
}
