internal import Glibc

/// The clocks of the coordinator: leases by the monotonic one, dates by the wall.
enum CoordinatorClock {
  /// Seconds that never run backwards; a frozen process sees them jump.
  static var monotonic: Double { read(CLOCK_MONOTONIC) }
  /// Unix seconds, for what people read.
  static var wall: Double { read(CLOCK_REALTIME) }

  /// Seconds of processor time that this thread has used.
  static var threadTime: Double { read(CLOCK_THREAD_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
