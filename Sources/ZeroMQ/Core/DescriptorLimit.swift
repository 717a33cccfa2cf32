internal import Glibc

/// How many files and connections this process may have open at once (RLIMIT_NOFILE).
///
/// Each connection takes one descriptor, so the limit bounds the peers of a server. libzmq and the Swift
/// runtime abort or trap where they cannot open their own few, so a limit that is too low has to be refused
/// before they start.
package struct DescriptorLimit: Equatable, Sendable {
  /// What holds now.
  package var soft: Int
  /// What a process may raise it to by itself.
  package var hard: Int

  /// The limit of this process.
  package static var current: DescriptorLimit {
    var limit = rlimit()
    // It fails for an unknown resource only. Unlimited is more than fits in an Int.
    guard getrlimit(resource, &limit) == 0 else { return DescriptorLimit(soft: 1024, hard: 1024) }
    return DescriptorLimit(soft: Int(clamping: limit.rlim_cur), hard: Int(clamping: limit.rlim_max))
  }

  /// Raises the soft limit of this process as far as it may, for itself and the processes that it starts.
  ///
  /// The usual soft limit of 1024 is there for programs that use select(2), which ours do not.
  ///
  /// - Returns: what holds from now on.
  @discardableResult
  package static func raise() -> DescriptorLimit {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return current }
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
    return current
  }

  private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
}
