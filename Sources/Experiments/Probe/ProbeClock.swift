internal import Glibc
internal import Platform

/// Ways for a probe to spend time.
enum ProbeClock {
  /// Sleeps, going on after signals.
  static func wait(_ seconds: Double) {
    let whole = seconds.rounded(.down)
    var wanted = timespec(tv_sec: Int(whole), tv_nsec: Int((seconds - whole) * 1e9))
    var left = timespec()
    while nanosleep(&wanted, &left) == -1, errno == EINTR { wanted = left }
  }

  /// Keeps this thread's processor busy until it has used that much time of it.
  static func burn(_ seconds: Double) {
    let end = ProcessorClock.threadSeconds + seconds
    var state: UInt64 = 1
    while ProcessorClock.threadSeconds < end {
      for _ in 0..<10_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
      keep(state)
    }
  }

  /// Stops the optimiser from dropping the work.
  @inline(never) private static func keep(_ value: UInt64) {
    withExtendedLifetime(value) {}
  }
}
