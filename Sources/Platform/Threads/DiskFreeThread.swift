internal import Glibc

/// A thread that must never wait for a disk, such as the one that answers heartbeats.
///
/// It says so once with ``enter()``. What reads or writes files begins with ``assertNotCurrent(_:)``, so that a
/// debug build, and with it every test, ends where such a thread comes to a file by any way. A review sees the
/// call that is added today, but not the one that a function two modules below makes tomorrow.
package enum DiskFreeThread {
  private static let key: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
  }()

  /// From now on the current thread may not touch the disk.
  package static func enter() { mark(UnsafeRawPointer(bitPattern: 1)) }

  /// The current thread may touch the disk again.
  package static func leave() { mark(nil) }

  /// Whether the current thread may not touch the disk.
  package static var isCurrent: Bool {
    guard let key else { return false }
    return pthread_getspecific(key) != nil
  }

  /// Ends a debug build where the current thread may not touch the disk; nothing in a release build.
  ///
  /// - Parameter doing: what is about to be done, such as "read the journal".
  package static func assertNotCurrent(_ doing: @autoclosure () -> String) {
    assert(
      !isCurrent,
      "a thread that must never wait for a disk is about to \(doing()): have another thread do it")
  }

  private static func mark(_ value: UnsafeRawPointer?) {
    if let key { pthread_setspecific(key, value) }
  }
}
