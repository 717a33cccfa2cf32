internal import Glibc

/// The clock for whatever is waited for or measured: nobody sets it, and it never runs backwards.
///
/// The clock on the wall jumps when a machine is synchronised or its owner sets it, so it is for dates alone, see
/// ``WallClock``.
package enum MonotonicClock {
  /// Seconds since an arbitrary start, the same for all processes of this machine until it is rebooted. A machine
  /// that sleeps does not count.
  package static var seconds: Double { read(CLOCK_MONOTONIC) }

  static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
