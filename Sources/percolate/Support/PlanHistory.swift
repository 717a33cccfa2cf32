import Experiments
import Foundation
import Journal
import Scheduling
import SweepModel

/// What a data directory knows that helps to plan: finished tasks and durations.
struct PlanHistory {
  private let reader: JournalReader?
  private let axes: [Axis]
  private var cost = CostModel()
  /// By axis; empty for one of more values than the model tells apart.
  private let levels: [[ParameterValue: UInt16]]
  /// The level of values off this sweep's axes, past the last one: they still tell the overall cost.
  private let elsewhere: UInt16

  /// Durations that were learned.
  var known: Int { cost.count }

  /// An empty history where the directory has no journal yet.
  init(_ path: String, sweep: Sweep) throws {
    axes = sweep.axes
    levels = sweep.axes.map { axis in
      guard axis.values.count < Int(UInt16.max) else { return [:] }
      return Dictionary(
        axis.values.enumerated().map { ($1, UInt16(clamping: $0)) }, uniquingKeysWith: { first, _ in first })
    }
    elsewhere = UInt16(clamping: sweep.axes.map(\.values.count).max() ?? 0)
    guard FileManager.default.fileExists(atPath: path + "/journal.sqlite") else {
      reader = nil
      return
    }
    do {
      let reader = try JournalReader.open(at: DataDirectory.existing(at: path))
      self.reader = reader
      guard let schema = ExperimentCatalog.builtIn[sweep.experiment]?.schema else { return }
      var learned = cost
      try reader.durations(ofExperiment: sweep.experiment, version: schema.version, limit: 20_000) {
        task, seconds in
        let indices = zip(axes, levels).map { axis, levels in
          task.parameters[axis.name].flatMap { levels[$0] } ?? elsewhere
        }
        learned.learn(seconds: seconds, levels: indices[...])
      }
      cost = learned
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
  }

  /// Finished tasks of a sweep, and the predicted seconds of the others together and of the longest.
  func estimate(_ sweep: Sweep) throws -> (finished: Int, seconds: Double?, longest: Double?) {
    // Without a finished task of the experiment none of these is finished, however many there are.
    guard cost.count > 0 else { return (0, nil, nil) }
    var finished = 0
    var total = 0.0
    var longest = 0.0
    var batch: [(id: TaskID, seconds: Double?)] = []
    func settle() throws {
      let done = try reader?.finished(among: batch.map(\.id)) ?? []
      finished += done.count
      for task in batch where !done.contains(task.id) {
        total += task.seconds ?? 0
        longest = max(longest, task.seconds ?? 0)
      }
      batch.removeAll(keepingCapacity: true)
    }
    do {
      try sweep.forEachTask { task in
        let values = Dictionary(
          task.coordinates.map { ($0.axis, $0.value) }, uniquingKeysWith: { first, _ in first })
        let indices = zip(axes, levels).map { axis, levels in
          values[axis.name].flatMap { levels[$0] } ?? elsewhere
        }
        batch.append((task.id, cost.expectedSeconds(levels: indices[...])))
        if batch.count == 10_000 { try settle() }
      }
      try settle()
    } catch {
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
    return (finished, total, longest)
  }
}
