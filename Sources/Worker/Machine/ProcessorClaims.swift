import Glibc

/// One processor for each slot of this worker, and for no slot of another worker on the machine: several
/// workers, such as those of `percolate run`, would otherwise all pin their first slot to the first processor.
///
/// A claim is a lock on a file, so it ends with the process, however that ends. Workers that use different
/// directories do not see each other.
final class ProcessorClaims {
  /// By slot; empty where there are fewer free processors than slots, and nothing should be pinned.
  let processors: [Int]
  private let descriptors: [Int32]

  /// - Parameters:
  ///   - directory: a folder of this user's that exists.
  ///   - host: tells machines apart that share the directory.
  ///   - allowed: what the scheduler may run this process on, in order.
  init(directory: String, host: String, allowed: [Int], slots: Int) {
    var claimed: [(processor: Int, descriptor: Int32)] = []
    // Slots are spread over the processors, so that neighbours in one core's pair are used last.
    let stride = max(1, allowed.count / max(slots, 1))
    let order = (0..<stride).flatMap { start in
      Swift.stride(from: start, to: allowed.count, by: stride).map { allowed[$0] }
    }
    for processor in order where claimed.count < slots {
      let path = "\(directory)/processor-\(host)-\(processor)"
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { continue }
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
        claimed.append((processor, descriptor))
      } else {
        close(descriptor)
      }
    }
    if claimed.count < slots {
      for claim in claimed { close(claim.descriptor) }
      claimed = []
    }
    processors = claimed.map(\.processor)
    descriptors = claimed.map(\.descriptor)
  }

  deinit { for descriptor in descriptors { close(descriptor) } }
}
