internal import Experiments
internal import SweepModel
internal import Worker

/// The hidden `percolate slot`: one slot process of a worker.
enum SlotEntry {
  /// Behind `slot`, for a worker that runs no programs of others.
  static let withoutPrograms = "no-programs"

  static func run(_ arguments: some Collection<String>) -> Int32 {
    SlotMain.run(catalog: arguments.contains(withoutPrograms) ? .builtIn : .all)
  }
}
