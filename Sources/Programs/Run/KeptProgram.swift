internal import CKeeper
internal import Glibc
internal import Platform

/// A program that runs under a keeper, and the ends of its pipes here.
final class KeptProgram {
  /// What could not be done, where a program was not started.
  enum Obstacle: Equatable {
    case program
    /// To enter its folder.
    case folder
    /// To take on its user's rights.
    case user
  }

  /// What the keeper says.
  enum News: Equatable {
    case started(pid_t)
    case notStarted(code: Int32, Obstacle)
    /// With how many processes that it left behind and that were ended.
    case ended(ProcessEnding, leftovers: Int)
    /// The keeper itself is gone.
    case lost
  }

  private let keeper: Keeper
  /// What the program writes on its private descriptor, and what it prints.
  let reports: Int32
  let prints: Int32
  /// Nothing of the program is left.
  private var hasEnded = false
  private var isLetGo = false

  /// The process whose descendants the program and all that it started are.
  var root: pid_t { keeper.process }
  /// Readable once there is news.
  var channel: Int32 { keeper.channel }

  /// - Parameter user: whose rights it has; nil for those of this process.
  /// - Throws: ``SystemError``.
  init(_ command: ProgramCommand, as user: ProgramUser? = nil) throws(SystemError) {
    let report = try Descriptor.makePipe()
    defer { close(report.write) }
    do throws(SystemError) {
      let log = try Descriptor.makePipe()
      defer { close(log.write) }
      do throws(SystemError) {
        for end in [report.read, log.read] { try Descriptor.setNonBlocking(end) }
        if let user {
          // For programs that open /dev/stdout or /dev/fd/3 anew.
          for end in [report.write, log.write] where fchown(end, user.id, user.group) != 0 {
            throw SystemError("give a pipe to \(user.name)")
          }
        }
        let keeper = try Keeper.take()
        do throws(SystemError) {
          try keeper.run(command, as: user, log: log.write, report: report.write)
        } catch {
          keeper.end()
          throw error
        }
        self.keeper = keeper
        reports = report.read
        prints = log.read
      } catch {
        close(log.read)
        throw error
      }
    } catch {
      close(report.read)
      throw error
    }
  }

  deinit {
    end()
    close(reports)
    close(prints)
  }

  /// Ends the program and all that it started, where they live; returns once they are gone.
  func end() {
    guard !isLetGo else { return }
    isLetGo = true
    if hasEnded { keeper.giveBack() } else { keeper.end() }
  }

  /// Sends a signal to the program's process group.
  func signal(_ number: Int32) { keeper.signal(number) }

  /// What the keeper has said since; nil for nothing.
  func news() -> News? {
    var kept = percolate_kept()
    let count = recv(channel, &kept, MemoryLayout<percolate_kept>.size, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    guard count == MemoryLayout<percolate_kept>.size else { return .lost }
    switch kept.kind {
    case Int32(PERCOLATE_STARTED): return .started(kept.value)
    case Int32(PERCOLATE_NOT_STARTED):
      hasEnded = true
      let obstacles = [Int32(PERCOLATE_FOLDER): Obstacle.folder, Int32(PERCOLATE_USER): .user]
      return .notStarted(code: kept.value, obstacles[kept.others] ?? .program)
    case Int32(PERCOLATE_ENDED):
      hasEnded = true
      return .ended(ProcessEnding(waitStatus: kept.value), leftovers: Int(kept.others))
    default: return .lost
    }
  }

  /// Waits for the first news.
  func firstNews() -> News {
    while true {
      var waiting = pollfd(fd: channel, events: Int16(POLLIN), revents: 0)
      _ = poll(&waiting, 1, -1)
      if let news = news() { return news }
    }
  }
}
