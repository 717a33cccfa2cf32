import Foundation
import TestSupport

/// One command from its start to its end, with no cluster around it.
enum Command {
  /// Runs the program under test, or another one.
  static func run(
    _ arguments: [String], program: String = ProgramUnderTest.path, environment: [String: String] = [:]
  ) throws -> Cluster.Answer {
    try RunningProcess.run(program, arguments, environment: environment)
  }

  static func run(_ arguments: String...) throws -> Cluster.Answer { try run(arguments) }
}

extension JSONDocument {
  /// Which of these names it lacks.
  func missing(_ names: [String]) -> [String] { names.filter { !self[$0].exists } }
}
