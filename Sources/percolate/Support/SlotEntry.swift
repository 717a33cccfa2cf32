internal import Experiments
internal import Programs
internal import SweepModel
internal import Worker

/// The hidden `percolate slot`: one slot process of a worker.
enum SlotEntry {
  /// Behind `slot`, for a worker that runs no programs of others.
  static let withoutPrograms = "no-programs"
  private static let userPrefix = "programs-as="

  /// Behind `slot`, for a worker that runs programs as another user.
  static func argument(for user: ProgramUser) -> String { userPrefix + user.word }

  /// - Returns: the exit code: 2 for arguments that no worker gives.
  static func run(_ arguments: some Collection<String>) -> Int32 {
    if arguments.contains(withoutPrograms) { return SlotMain.run(catalog: .builtIn) }
    guard let word = arguments.first(where: { $0.hasPrefix(userPrefix) }) else {
      return SlotMain.run(catalog: .all)
    }
    // Never with the worker's own rights instead.
    guard let user = ProgramUser(word: String(word.dropFirst(userPrefix.count))) else { return 2 }
    return SlotMain.run(catalog: .all(as: user))
  }
}
