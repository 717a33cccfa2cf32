internal import Deploy
internal import Foundation
internal import Platform

/// What the commands of `deploy` share.
enum DeployFiles {
  /// A path as it is from the root, so that it means the same to whoever reads the script or unit.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  /// Prints the text, or writes it to a file in one step.
  ///
  /// - Throws: ``Problem`` where the file cannot be written.
  static func write(_ text: String, to path: String?) throws {
    guard let path else { return Output.text(text) }
    do { try FileReplacement.write(text, to: path) } catch let error as SystemError {
      throw Problem(ExitStatus.someFailed, "cannot write \(path): \(Errno.text(error.code))")
    }
    Output.note("wrote \(path)")
  }

  /// Writes a file that only lives for a while, without a word.
  ///
  /// - Throws: ``Problem`` where it cannot be written.
  static func write(_ text: String, privatelyTo path: String) throws {
    do { try FileReplacement.write(text, to: path) } catch let error as SystemError {
      throw Problem(ExitStatus.someFailed, "cannot write \(path): \(Errno.text(error.code))")
    }
  }

  /// Writes a file with keys in it, which nobody else may read.
  ///
  /// - Throws: ``Problem`` where it cannot be written.
  static func write(_ text: String, secretlyTo path: String) throws {
    do throws(PrivateFile.Failure) { try PrivateFile.write(Array(text.utf8), to: path) } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
    Output.note("wrote \(path); there are keys in it")
  }

  /// Runs something whose errors are mistakes of the user's.
  static func checked<T>(_ body: () throws(DeployError) -> T) throws -> T {
    do throws(DeployError) { return try body() } catch { throw Problem(ExitStatus.usage, "\(error)") }
  }
}
