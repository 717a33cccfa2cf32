import TestSupport

extension RunningProcess {
  /// Starts the program under test, or another one.
  convenience init(
    _ arguments: [String], program: String = ProgramUnderTest.path, environment: [String: String] = [:],
    lifeline: Int32? = nil, input: Int32? = nil
  ) throws {
    try self.init(program, arguments, environment: environment, lifeline: lifeline, input: input)
  }
}
