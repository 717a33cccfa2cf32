internal import Foundation

/// A directory of one test, for its user alone, which is removed with everything in it when the test lets go of it.
package final class TemporaryDirectory: Sendable {
  package let path: String

  /// - Parameter parent: where it is made, with the folders above it.
  package init(under parent: String = FileManager.default.temporaryDirectory.path) throws {
    path = "\(parent)/percolate-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of something inside, whether it is there or not.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  /// What lies in it, sorted by name.
  package var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// Writes a file, which its readers see as a whole or not at all, and gives its path.
  @discardableResult
  package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
    let file = path(name)
    try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    return file
  }

  /// Writes a script that can be run at once, and gives its path.
  ///
  /// A shell of its own writes it: a child that another test starts meanwhile would hold a file that this process
  /// writes, and what somebody writes cannot be run ("text file busy").
  @discardableResult
  package func writeScript(_ text: String, to name: String) throws -> String {
    let file = path(name)
    // `printf` is the shell's own, and the file has its name only when nobody writes it any more.
    let words = #"printf %s "$1" > "$2.new" && chmod 700 "$2.new" && mv "$2.new" "$2""#
    let answer = try RunningProcess.run("/bin/sh", ["-c", words, "sh", text, file])
    guard answer.ending == .code(0) else {
      throw GaveUp(description: "\(file) was not written: \(answer.errors)")
    }
    return file
  }

  package func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Who may do what with a file: its last twelve bits of mode.
  package func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
  }

  /// Copies everything into another one, as a backup or a power cut would find it.
  package func copy() throws -> TemporaryDirectory {
    let other = try TemporaryDirectory()
    try FileManager.default.removeItem(atPath: other.path)
    try FileManager.default.copyItem(atPath: path, toPath: other.path)
    return other
  }
}
