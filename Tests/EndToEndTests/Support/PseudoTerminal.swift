import Foundation
import Glibc
import TestSupport

/// A terminal that a program's errors go to, where its display is drawn.
final class PseudoTerminal {
  private let main: Int32
  /// The device that the program opens.
  let path: String
  let output: PipeText

  init(columns: Int, rows: Int) throws {
    main = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var number: UInt32 = 0
    var isLocked: Int32 = 0
    // TIOCGPTN and TIOCSPTLCK: Swift sees neither them nor ptsname.
    guard main >= 0, ioctl(main, 0x8004_5430, &number) == 0, ioctl(main, 0x4004_5431, &isLocked) == 0 else {
      throw GaveUp(description: "there is no terminal: error \(errno)")
    }
    path = "/dev/pts/\(number)"
    // The reader closes its own copy.
    output = PipeText(reading: fcntl(main, F_DUPFD_CLOEXEC, 0))
    resize(columns: columns, rows: rows)
  }

  deinit { close(main) }

  func resize(columns: Int, rows: Int) {
    var size = winsize()
    size.ws_col = UInt16(columns)
    size.ws_row = UInt16(rows)
    _ = ioctl(main, UInt(TIOCSWINSZ), &size)
  }

  /// Starts the program under test on it.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> RunningProcess {
    try RunningProcess(
      ["-c", "exec \"$0\" \"$@\" 2>\(path)", ProgramUnderTest.path] + arguments, program: "/bin/sh",
      environment: ["TERM": "xterm", "LC_ALL": "C"].merging(environment) { $1 })
  }
}
