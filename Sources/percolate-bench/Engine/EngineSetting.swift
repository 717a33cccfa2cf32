internal import Foundation

/// Where the engine's benchmarks run: one processor for every single task, a script for the peer.
struct EngineSetting {
  /// What `two-tasks-two-cores` runs on; the first one is for everything else.
  let cores: [Int]
  /// A Python with torch; nil for no peer.
  let torch: String?
  let clock: EngineClock
  /// Seconds of a timed stretch, at least one step.
  let target: Double
  private let script: String
  private let log: String

  /// - Throws: ``BenchError`` where the peer's script is not found.
  init(torch: String?, repository: String?, clock: EngineClock, target: Double) throws {
    // The last processors first: interrupts tend to go to the first one.
    cores = Cores.allowed.reversed()
    self.torch = torch
    self.clock = clock
    self.target = target
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    let files = torch == nil ? "" : try BenchSetting.repository(repository, above: own)
    script = files + "/benchmarks/torch_unet_speed.py"
    var template = Array((NSTemporaryDirectory() + "/percolate-bench-XXXXXX").utf8CString)
    let made = mkstemp(&template)
    guard made >= 0 else { throw BenchError("cannot make a file for children's last words", errno: errno) }
    close(made)
    log = String(decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Removes what was made.
  func cleanUp() { unlink(log) }

  /// A new process of ours.
  func ours(core: Int? = nil) throws -> Contestant {
    try Contestant(ours: core ?? cores[0], clock: clock, log: log)
  }

  /// A new process of the peer; nil without one.
  func peer() throws -> Contestant? {
    try torch.map { try Contestant(torch: $0, script: script, core: cores[0], clock: clock, log: log) }
  }
}
