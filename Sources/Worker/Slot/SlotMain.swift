internal import CLinux
internal import Foundation
internal import Glibc
internal import Messages
package import SweepModel
internal import Transport

/// The main program of a slot process: takes tasks from its standard input and runs them one at a time on
/// the main thread.
package enum SlotMain {
  /// Runs until the supervisor closes the pipe.
  ///
  /// - Parameter catalog: The experiments that tasks may name.
  /// - Returns: The exit code.
  package static func run(catalog: ExperimentCatalog) -> Int32 {
    // The supervisor's death must not leave a training run behind that nobody can collect.
    _ = percolate_set_parent_death_signal(SIGKILL)
    // A terminal and a batch system signal every process of a job. What to do about it is the supervisor's
    // decision; it tells its slots to save checkpoints, and ends those that do not.
    for number in [SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTSTP] {
      signal(number, SIG_IGN)
    }
    // The result stream moves to a private descriptor, and prints of an experiment become log lines.
    let results = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
    let tasks = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard results >= 0, tasks >= 0, nothing >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0,
      dup2(nothing, STDIN_FILENO) >= 0
    else { return 1 }
    close(nothing)
    percolate_buffer_output_by_line()

    let outbox = SlotOutbox(descriptor: results)
    let inbox = SlotInbox()
    let listener = SlotListener(descriptor: tasks, inbox: inbox, outbox: outbox)
    Thread.detachNewThread { listener.run() }
    var ready = WireSlotReady()
    ready.processID = UInt32(getpid())
    var usage = rusage()
    if getrusage(RUSAGE_SELF.rawValue, &usage) == 0 {
      ready.inheritedPeak = UInt64(clamping: usage.ru_maxrss) << 10
    }
    guard (try? outbox.send(WireFromSlot(.ready(ready)), now: 0)) != nil else { return 1 }
    SlotLoop(catalog: catalog, inbox: inbox, outbox: outbox).run()
    return 0
  }
}
