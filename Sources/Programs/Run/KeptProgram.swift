internal import CKeeper
internal import Glibc
internal import Platform
internal import SweepModel

/// A program that runs under a keeper, and the ends of its pipes here.
final class KeptProgram {
  /// What the keeper says.
  enum News: Equatable {
    case started(pid_t)
    case notStarted(code: Int32, isFolder: Bool)
    /// With how many processes that it left behind and that were ended.
    case ended(ProcessEnding, leftovers: Int)
    /// The keeper itself is gone.
    case lost
  }

  let keeper: pid_t
  /// Readable once there is news.
  let channel: Int32
  /// What the program writes on its private descriptor, and what it prints.
  let reports: Int32
  let prints: Int32
  private var isReaped = false

  /// - Throws: ``SystemError``.
  init(_ command: ProgramCommand) throws(SystemError) {
    let report = try Descriptor.makePipe()
    let log: (read: Int32, write: Int32)
    do throws(SystemError) { log = try Descriptor.makePipe() } catch {
      close(report.read)
      close(report.write)
      throw error
    }
    defer {
      close(report.write)
      close(log.write)
    }
    var arguments = command.arguments.map { strdup($0) } + [nil]
    var environment = command.environment.map { strdup($0) } + [nil]
    defer { for word in arguments + environment { free(word) } }
    var channel: Int32 = -1
    let path = command.path
    let folder = command.folder
    let keeper = path.withCString { path in
      folder.withCString { folder in
        arguments.withUnsafeMutableBufferPointer { arguments in
          environment.withUnsafeMutableBufferPointer { environment in
            var program = percolate_program(
              path: path, arguments: arguments.baseAddress, environment: environment.baseAddress,
              folder: folder,
              log: log.write, report: report.write)
            return percolate_keep(&program, &channel)
          }
        }
      }
    }
    let code = errno
    guard keeper > 0 else {
      close(report.read)
      close(log.read)
      throw SystemError("start a process", code: code)
    }
    self.keeper = keeper
    self.channel = channel
    reports = report.read
    prints = log.read
    for descriptor in [channel, reports, prints] { try Descriptor.setNonBlocking(descriptor) }
  }

  deinit {
    end()
    close(reports)
    close(prints)
  }

  /// Ends the program and all that it started, where they live; returns once they are gone.
  func end() {
    guard !isReaped else { return }
    isReaped = true
    close(channel)
    _ = ProcessEnding(waitingFor: keeper)
  }

  /// Sends a signal to the program's process group.
  func signal(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = send(channel, &byte, 1, Int32(MSG_NOSIGNAL))
  }

  /// What the keeper has said since; nil for nothing.
  func news() -> News? {
    var kept = percolate_kept()
    let count = recv(channel, &kept, MemoryLayout<percolate_kept>.size, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    guard count == MemoryLayout<percolate_kept>.size else { return .lost }
    switch kept.kind {
    case Int32(PERCOLATE_STARTED): return .started(kept.value)
    case Int32(PERCOLATE_NOT_STARTED): return .notStarted(code: kept.value, isFolder: kept.others != 0)
    case Int32(PERCOLATE_ENDED):
      return .ended(ProcessEnding(waitStatus: kept.value), leftovers: Int(kept.others))
    default: return .lost
    }
  }
}
