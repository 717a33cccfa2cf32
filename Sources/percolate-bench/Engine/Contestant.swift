internal import Foundation

/// A long-lived child process, on one processor, that does what it is told and says how long it took: our
/// engine (this program) or PyTorch (a script in `benchmarks`).
final class Contestant {
  /// The name that the process gave itself, as "torch 2.13.0".
  let name: String
  let clock: EngineClock
  private let program: ChildProgram
  private var known: [String: Double] = [:]

  /// Our engine.
  convenience init(ours core: Int, clock: EngineClock, log: String) throws {
    try self.init(
      "/proc/self/exe", ["engine-child", "\(core)"], clock: clock, log: log)
  }

  /// PyTorch.
  convenience init(torch python: String, script: String, core: Int, clock: EngineClock, log: String) throws {
    try self.init(python, [script, "\(core)"], clock: clock, log: log)
  }

  private init(_ executable: String, _ arguments: [String], clock: EngineClock, log: String) throws {
    struct Greeting: Decodable { var name: String }
    self.clock = clock
    program = try ChildProgram(executable, arguments, log: log, listens: true)
    name = try Contestant.decode(Greeting.self, from: program).name
  }

  /// The most memory that the process ever had resident, MiB.
  func peakResident() throws -> Double { try ProcessUsage(of: program.identifier).peakResident }

  /// Begins so many steps, without waiting for them.
  func begin(_ work: EngineWork, _ way: String, steps: Int) throws {
    try program.tell(work.request(way, steps: steps))
  }

  /// What came of the steps that were begun.
  func end() throws -> EngineTiming { try Contestant.decode(EngineTiming.self, from: program) }

  /// Seconds of `steps` steps.
  func seconds(_ work: EngineWork, _ way: String, steps: Int) throws -> Double {
    try begin(work, way, steps: steps)
    return clock.seconds(try end())
  }

  /// Images (or steps) a second over about `target` seconds, after a first step outside of the clock.
  func rate(_ work: EngineWork, _ way: String, target: Double) throws -> Double {
    let steps = try steps(work, way, target: target)
    let seconds = try seconds(work, way, steps: steps)
    return Double(work.countPerStep * steps) / max(seconds, 1e-9)
  }

  /// How many steps fill `target` seconds: the first step warms up, more tell how long one takes.
  func steps(_ work: EngineWork, _ way: String, target: Double) throws -> Int {
    let key = work.request(way, steps: 0)
    if let seconds = known[key] { return Contestant.steps(filling: target, each: seconds) }
    var (steps, seconds) = (1, try seconds(work, way, steps: 1))
    while seconds < target / 10, steps < 1 << 30 {
      steps *= 4
      seconds = try self.seconds(work, way, steps: steps)
    }
    known[key] = seconds / Double(steps)
    return Contestant.steps(filling: target, each: seconds / Double(steps))
  }

  /// At least one step.
  static func steps(filling target: Double, each seconds: Double) -> Int {
    guard seconds > 0 else { return 1 }
    return max(1, Int(min(target / seconds, 1e9).rounded()))
  }

  private static func decode<T: Decodable>(_: T.Type, from program: ChildProgram) throws -> T {
    let line = try program.nextLine()
    do { return try JSONDecoder().decode(T.self, from: Data(line.utf8)) } catch {
      throw program.failure("said something unexpected: \(line)")
    }
  }
}
