internal import Glibc

/// One processor for each slot of this worker, and for no slot of another worker on the machine: several
/// workers, such as those of `percolate run`, would otherwise all pin their first slot to the first processor.
///
/// A claim is a lock on a file, so it ends with the process, however that ends.
final class ProcessorClaims {
  /// By slot; empty where there are fewer free processors than slots, and nothing should be pinned.
  let processors: [Int]
  private let descriptors: [Int32]

  /// Where all workers of this user on this machine look, whatever else they keep elsewhere: a local folder.
  static var sharedDirectory: String { "/tmp/percolate-\(geteuid())" }

  /// - Parameters:
  ///   - directory: made where it is not there; with one that others own or write in nothing is claimed.
  ///   - allowed: what the scheduler may run this process on, in order.
  init(directory: String = ProcessorClaims.sharedDirectory, allowed: [Int], slots: Int) {
    mkdir(directory, 0o700)
    var status = stat()
    let isOwn =
      lstat(directory, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
      && status.st_mode & 0o022 == 0
    let allowed = isOwn ? allowed : []
    var claimed: [(processor: Int, descriptor: Int32)] = []
    // Slots are spread over the processors, so that neighbours in one core's pair are used last.
    let stride = max(1, allowed.count / max(slots, 1))
    let order = (0..<stride).flatMap { start in
      Swift.stride(from: start, to: allowed.count, by: stride).map { allowed[$0] }
    }
    for processor in order where claimed.count < slots {
      let path = "\(directory)/processor-\(processor)"
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
