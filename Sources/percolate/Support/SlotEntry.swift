internal import Experiments
internal import SweepModel
internal import Worker

/// The hidden `percolate slot`: one slot process of a worker.
enum SlotEntry {
  static func run() -> Int32 { SlotMain.run(catalog: .builtIn) }
}
