internal import Foundation
internal import Journal
internal import Platform
internal import SweepModel

/// `percolate run` on the percolation simulation, from nothing to the report.
struct SimulationRun {
  /// Wall seconds of the whole process with two workers.
  var wall: Double
  /// Seconds from the start of the process until the first task's result was in its coordinator.
  var firstTask: Double

  /// Runs the full sweep in a new data directory.
  static func run(_ setting: BenchSetting) throws -> SimulationRun {
    let data = setting.scratch + "/simulation"
    defer { try? FileManager.default.removeItem(atPath: data) }
    let start = WallClock.unixSeconds
    let watch = Stopwatch()
    let program = try ChildProgram(
      setting.binary,
      [
        "run", setting.repository + "/sweeps/percolation-simulation.yaml", "--workers", "2", "--data", data,
        "--log-level", "warning",
      ], log: setting.scratch + "/simulation.log")
    let code = try program.finish().code
    let wall = watch.seconds
    guard code == 0 else { throw program.failure("ended with exit code \(code)") }
    return SimulationRun(wall: wall, firstTask: try firstResult(in: data) - start)
  }

  private static func firstResult(in data: String) throws -> Double {
    do throws(JournalError) {
      let reader = try JournalReader.open(at: DataDirectory.existing(at: data))
      if let sweep = try reader.sweeps().first, let span = try reader.resultSpan(of: sweep.number) {
        return span.lowerBound
      }
    } catch {
      throw BenchError("\(error)")
    }
    throw BenchError("the journal in \(data) has no result after a whole sweep")
  }
}
