/// How to start a slot process: a program that calls ``SlotMain/run(catalog:)``.
package struct SlotCommand: Sendable, Equatable {
  package var executable: String
  /// Without the program's own name.
  package var arguments: [String]

  /// By default this very program with the argument `slot`.
  package init(executable: String = "/proc/self/exe", arguments: [String] = ["slot"]) {
    self.executable = executable
    self.arguments = arguments
  }
}
