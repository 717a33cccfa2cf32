internal import Foundation

/// Paths in the environment.
enum EnvironmentPath {
  /// The path that a variable holds; nil where it is not set, or set to nothing.
  static func of(_ variable: String) -> String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }
}
