internal import Glibc
internal import SweepModel

/// How a probe ends.
enum ProbeOutcome: String, Sendable, CaseIterable {
  case ok, fail, crash, hang, memory

  /// Ends the task that way; returns for `ok` alone.
  func enact() throws {
    switch self {
    case .ok: return
    case .fail: throw TaskFailure("the probe failed because its outcome is fail")
    case .crash: abort()
    case .hang:
      // Signal handlers come and go; the silence stays.
      while true { pause() }
    case .memory: try ProbeMemory.exhaust()
    }
  }
}
