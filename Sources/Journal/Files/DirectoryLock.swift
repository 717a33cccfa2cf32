internal import Foundation
internal import Platform
internal import SweepModel

/// The exclusive right to write to a data directory, held for as long as this value lives.
///
/// The kernel drops it with the process, however that ends, so a stale lock cannot exist. The descriptor is
/// closed on exec: a slot process that outlives its coordinator does not keep it.
package final class DirectoryLock: Sendable {
  /// The directory that is locked.
  package let directory: DataDirectory
  private let descriptor: Int32

  fileprivate init(directory: DataDirectory, descriptor: Int32) {
    self.directory = directory
    self.descriptor = descriptor
  }

  deinit {
    // Emptied first, so that nobody reads the name of a process that is gone.
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }
}

extension DataDirectory {
  /// Takes the directory for this process, waiting a moment for an owner that is on its way out: a killed
  /// coordinator with a million tasks takes a while to give its memory back, and its lock last.
  ///
  /// - Parameter patience: seconds to keep trying.
  /// - Throws: as ``lock()``.
  package func lock(patience: Double) throws(JournalError) -> DirectoryLock {
    let deadline = MonotonicClock.seconds + patience
    while true {
      do throws(JournalError) {
        return try lock()
      } catch {
        guard case .locked = error, MonotonicClock.seconds < deadline else { throw error }
        // The kernel gives no signal for a lock that becomes free except to those who block without limit.
        usleep(50_000)
      }
    }
  }

  /// Takes the directory for this process.
  ///
  /// - Throws: ``JournalError/locked(path:process:host:since:)`` with the owner's process id and host.
  package func lock() throws(JournalError) -> DirectoryLock {
    let descriptor = open(lockPath, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      guard errno == ELOOP else { throw JournalFiles.failure("open", lockPath, path) }
      throw .unavailable(path: lockPath, doing: "open", reason: "it is a symbolic link; remove it")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let owner = read(from: descriptor)
      close(descriptor)
      guard code == EWOULDBLOCK else {
        throw .unavailable(path: lockPath, doing: "lock", reason: Errno.text(code))
      }
      throw .locked(
        path: path, process: owner.first.flatMap { Int($0) } ?? 0,
        host: owner.dropFirst().first ?? "an unknown host",
        since: owner.dropFirst(2).first ?? "at an unknown time")
    }
    do throws(JournalError) { try makeFilesPrivate() } catch {
      close(descriptor)
      throw error
    }
    let started = WallClock.text
    let owner = "\(getpid())\n\(ProcessInfo.processInfo.hostName)\n\(started)\n"
    _ = ftruncate(descriptor, 0)
    let bytes = Array(owner.utf8)
    guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      let reason = Errno.text()
      close(descriptor)
      throw .unavailable(path: lockPath, doing: "write", reason: reason)
    }
    return DirectoryLock(directory: self, descriptor: descriptor)
  }

  /// Refuses files of others, and takes from others what they may do with the files of this user: in a
  /// directory that was made beforehand, everybody could read them.
  private func makeFilesPrivate() throws(JournalError) {
    // SQLite gives its other files the mode of the journal, but a new journal the one of the umask.
    if fileSize(journalPath) == nil, fileSize(writeAheadLogPath) == nil, fileSize(openMarkerPath) == nil {
      let created = open(journalPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      if created >= 0 { close(created) }
    }
    for path in [lockPath, journalPath, writeAheadLogPath, journalPath + "-shm", openMarkerPath] {
      guard let trust = FileTrust(path: path) else { continue }
      if let problem = trust.ownFileProblem(path) {
        throw .unavailable(path: path, doing: "use", reason: problem)
      }
      if trust.mode & 0o077 != 0, trust.owner == geteuid() { chmod(path, 0o600) }
    }
    for path in [keysPath, artifactsPath, checkpointsPath] {
      if let trust = FileTrust(path: path), trust.mode & 0o077 != 0 { chmod(path, 0o700) }
    }
  }

  private func read(from descriptor: Int32) -> [String] {
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }
}
