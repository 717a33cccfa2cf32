internal import Foundation

/// Exit codes, as `percolate --help` promises them to scripts.
enum ExitStatus {
  static let done: Int32 = 0
  static let someFailed: Int32 = 1
  static let usage: Int32 = 2
  static let unreachable: Int32 = 3
  static let timedOut: Int32 = 4
  static let interrupted: Int32 = 130
}

/// Ends the program with a code; everything worth saying has been said.
struct Exit: Error {
  let code: Int32
}

/// A failure with its sentence and the code to end with.
struct Problem: Error {
  let code: Int32
  let message: String

  init(_ code: Int32, _ message: String) {
    self.code = code
    self.message = CommandHint.completed(message)
  }

  /// Says it on stderr; with `--json` as a document, so that scripts need not parse prose.
  func print() {
    if CommandLine.arguments.contains("--json"),
      let data = try? JSONSerialization.data(
        withJSONObject: ["version": 1, "error": message, "exit_code": Int(code)],
        options: [.sortedKeys, .withoutEscapingSlashes])
    {
      Output.note(json: String(decoding: data, as: UTF8.self))
    } else {
      Output.note("percolate: \(message)")
    }
  }
}
