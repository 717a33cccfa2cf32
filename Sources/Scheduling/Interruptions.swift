internal import SweepModel

/// How long attempts had run that were interrupted and left no checkpoint: their tasks need longer than that.
///
/// Kept for each point, since its replicates take about as long; for each task where points are not modelled.
struct Interruptions: Sendable {
  /// A point by its level on each axis, or one task.
  private enum Key: Hashable {
    case point([UInt16])
    case ordinal(Int)

    init(ordinal: Int, levels: ArraySlice<UInt16>) {
      self = levels.isEmpty ? .ordinal(ordinal) : .point(Array(levels))
    }
  }

  private var seconds: [Key: Double] = [:]
  /// The longest of all, in seconds. It never falls, so it may only be used to rule out.
  private(set) var longest = 0.0

  var isEmpty: Bool { seconds.isEmpty }

  /// Seconds that the task is known to take at least; nil where nothing is known.
  func seconds(ordinal: Int, levels: ArraySlice<UInt16>) -> Double? {
    guard !seconds.isEmpty else { return nil }
    return seconds[Key(ordinal: ordinal, levels: levels)]
  }

  mutating func add(_ ran: Double, ordinal: Int, levels: ArraySlice<UInt16>) {
    guard ran.isFinite, ran > 0 else { return }
    let key = Key(ordinal: ordinal, levels: levels)
    seconds[key] = max(seconds[key] ?? 0, ran)
    longest = max(longest, ran)
  }

  /// It has got somewhere after all.
  mutating func forget(ordinal: Int, levels: ArraySlice<UInt16>) {
    guard !seconds.isEmpty else { return }
    seconds[Key(ordinal: ordinal, levels: levels)] = nil
  }
}
