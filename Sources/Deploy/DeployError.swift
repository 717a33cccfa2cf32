/// Why nothing was printed, written or started. `description` is a sentence to act on.
package enum DeployError: Error, Equatable, Sendable, CustomStringConvertible {
  /// An option's value that would not survive in the file it goes to.
  case option(name: String, value: String, expected: String)
  /// A line of a hosts file.
  case hostLine(file: String, line: Int, problem: String)
  /// A hosts file as a whole.
  case hostsFile(file: String, problem: String)
  /// A file on this machine that is to be copied elsewhere.
  case localFile(path: String, problem: String)

  package var description: String {
    switch self {
    case .option(let name, let value, let expected): "\(name) takes \(expected), found `\(value)`"
    case .hostLine(let file, let line, let problem): "\(file):\(line): \(problem)"
    case .hostsFile(let file, let problem): "\(file): \(problem)"
    case .localFile(let path, let problem): "\(path): \(problem)"
    }
  }
}
