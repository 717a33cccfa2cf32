internal import CKeeper
internal import Glibc
internal import Platform
internal import Synchronization

/// A process that keeps one program after the other: `percolate_keeper`.
///
/// To start one copies this process's tables of memory, which takes longer than most programs need to begin; so those
/// that are done with a program wait for the next one.
struct Keeper: Sendable {
  private static let idle = Mutex<[Keeper]>([])

  private nonisolated(unsafe) let handle: percolate_keeper

  /// The process, whose descendants are the program and what it started.
  var process: pid_t { handle.process }
  /// Readable once there is news.
  var channel: Int32 { handle.channel }

  /// One that keeps nothing.
  ///
  /// - Throws: ``SystemError``.
  static func take() throws(SystemError) -> Keeper {
    while let keeper = idle.withLock({ $0.popLast() }) {
      var status: Int32 = 0
      if waitpid(keeper.process, &status, WNOHANG) == 0 { return keeper }
      // Somebody has killed it meanwhile.
      percolate_keeper_close([keeper.handle])
    }
    return try Keeper()
  }

  private init() throws(SystemError) {
    var made = percolate_keeper()
    guard percolate_keeper_start(&made) == 0 else { throw SystemError("start a process") }
    handle = made
    do throws(SystemError) { try Descriptor.setNonBlocking(handle.channel) } catch {
      end()
      throw error
    }
  }

  /// Starts a program.
  ///
  /// - Throws: ``SystemError``.
  func run(_ command: ProgramCommand, as user: ProgramUser?, log: Int32, report: Int32) throws(SystemError) {
    var arguments = command.arguments.map { strdup($0) } + [nil]
    var environment = command.environment.map { strdup($0) } + [nil]
    defer { for word in arguments + environment { free(word) } }
    let code: Int32 = command.path.withCString { path in
      command.folder.withCString { folder in
        arguments.withUnsafeMutableBufferPointer { arguments in
          environment.withUnsafeMutableBufferPointer { environment in
            ProgramUser.withPointer(user) { user in
              var program = percolate_program(
                path: path, arguments: arguments.baseAddress, environment: environment.baseAddress,
                folder: folder,
                log: log, report: report, user: user)
              return percolate_keeper_run([handle], &program) == 0 ? 0 : errno
            }
          }
        }
      }
    }
    guard code == 0 else { throw SystemError("start a process", code: code) }
  }

  func signal(_ number: Int32) { percolate_keeper_signal([handle], number) }

  /// Lets the next program have it. Only once this one's end has been said.
  func giveBack() { Keeper.idle.withLock { $0.append(self) } }

  /// Ends it, with the program and all that it started; returns once they are gone.
  func end() {
    percolate_keeper_close([handle])
    _ = ProcessEnding(waitingFor: process)
  }
}
