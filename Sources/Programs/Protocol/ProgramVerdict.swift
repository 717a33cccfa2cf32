internal import Glibc
internal import Platform
internal import SweepModel

/// Tells from how a program ended how its task ended: the table of docs/programs.md.
struct ProgramVerdict {
  /// As sysexits.h has it: EX_USAGE, wrong arguments.
  static let refused: Int32 = 64
  /// EX_TEMPFAIL: try again.
  static let handedBack: Int32 = 75
  /// Seconds after which a program that somebody else ended with SIGTERM had a fair run: it is not held against the task.
  static let fairRun = 5.0

  var ending: ProcessEnding
  /// Whether it had been asked to stop.
  var wasAsked: Bool
  /// Whether it announced a checkpoint.
  var hasSaved: Bool
  var seconds: Double
  var result: [String: Double]?
  /// What is wrong with the disk that it leaves files on; nil for nothing.
  var disk: String?
  /// The last line that it printed.
  var lastWords: String

  /// - Throws: ``TaskFailure``, ``TaskBroke`` or ``TaskInterrupted``.
  func metrics() throws -> [String: Double] {
    if case .exited(0) = ending, let result { return result }
    if wasAsked { throw TaskInterrupted() }
    let words = (lastWords.isEmpty ? "" : "; its last line: \(lastWords)") + (disk.map { "; \($0)" } ?? "")
    switch ending {
    case .exited(0):
      throw TaskFailure(
        "the program ended with exit code 0 and without a result; it has to write a line such as "
          + "{\"result\": {...}} on descriptor $PERCOLATE_FD\(words)")
    case .exited(ProgramVerdict.refused):
      throw TaskFailure("the program refused its parameters with exit code \(ProgramVerdict.refused)\(words)")
    case .exited(ProgramVerdict.handedBack):
      if hasSaved {
        throw TaskBroke(
          .handedBack, "the program handed the task back with exit code \(ProgramVerdict.handedBack)")
      }
      // Without a checkpoint it would be given out, and come back, for ever.
      throw TaskBroke(
        .crashed,
        "the program handed the task back with exit code \(ProgramVerdict.handedBack), although nothing had asked it "
          + "to stop and it had saved no checkpoint\(words)")
    case .exited(let code):
      let after = result == nil ? "" : ", although it had written a result"
      throw TaskBroke(.crashed, "the program ended with exit code \(code)\(after)\(words)")
    case .signalled(SIGTERM) where seconds >= ProgramVerdict.fairRun:
      throw TaskBroke(
        .handedBack, "somebody ended the program with SIGTERM, which is not held against the task")
    case .signalled(SIGKILL):
      throw TaskBroke(
        .crashed,
        "the program was ended by SIGKILL, which percolate did not send; the kernel does it where memory runs out\(words)"
      )
    case .signalled(let number):
      throw TaskBroke(.crashed, "the program was ended by signal \(number) (\(Self.name(number)))\(words)")
    }
  }

  private static func name(_ signal: Int32) -> String {
    strsignal(signal).map { String(cString: $0) } ?? "unknown"
  }
}
