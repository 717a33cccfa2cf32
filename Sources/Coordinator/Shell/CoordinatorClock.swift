internal import Platform
internal import SweepModel

/// The clocks of the coordinator: leases by the monotonic one, dates by the wall.
enum CoordinatorClock {
  /// Seconds that never run backwards; a frozen process sees them jump.
  static var monotonic: Double { MonotonicClock.seconds }
  /// Unix seconds, for what people read.
  static var wall: Double { WallClock.unixSeconds }
  /// Seconds of processor time that this thread has used.
  static var threadTime: Double { ProcessorClock.threadSeconds }
}
