internal import Glibc

/// A lock that threads can wait at. Unlike Foundation's, its waits with a limit follow the monotonic clock: setting
/// the time of day neither ends nor prolongs them.
package final class MonotonicCondition: @unchecked Sendable {
  // The pointers never change, and what they point to is made for several threads.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  package init() {
    mutex.initialize(to: pthread_mutex_t())
    condition.initialize(to: pthread_cond_t())
    pthread_mutex_init(mutex, nil)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Runs the body while no other thread holds the lock.
  package func withLock<R>(_ body: () throws -> R) rethrows -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body()
  }

  /// Lets go of the lock until somebody signals; to be called with the lock held. May return for no reason.
  package func wait() { pthread_cond_wait(condition, mutex) }

  /// As ``wait()``, for at most so many seconds.
  ///
  /// - Returns: false once they are over.
  @discardableResult
  package func wait(seconds: Double) -> Bool {
    let end = MonotonicClock.seconds + min(max(seconds, 0), 1e9)
    let whole = end.rounded(.down)
    var time = timespec(tv_sec: Int(whole), tv_nsec: min(Int((end - whole) * 1e9), 999_999_999))
    return pthread_cond_timedwait(condition, mutex, &time) != ETIMEDOUT
  }

  /// Wakes all who wait.
  package func broadcast() { pthread_cond_broadcast(condition) }
}
