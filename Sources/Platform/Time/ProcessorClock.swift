internal import Glibc

/// Time that processors have spent: what others do on the machine does not count.
package enum ProcessorClock {
  /// Seconds that the calling thread has used since it started.
  package static var threadSeconds: Double { MonotonicClock.read(CLOCK_THREAD_CPUTIME_ID) }

  /// Seconds that this process has used since it started, all threads together.
  package static var processSeconds: Double { MonotonicClock.read(CLOCK_PROCESS_CPUTIME_ID) }
}
