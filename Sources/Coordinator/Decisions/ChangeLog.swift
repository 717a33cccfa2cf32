internal import SweepModel

/// Which tasks changed with which version of what clients may be told, as far back as memory allows: who follows a
/// sweep of 10^6 tasks asks for those that changed, and not for all.
struct ChangeLog {
  /// Neighbours among the tasks that changed with one version.
  struct Run: Equatable, Sendable {
    var version: UInt64
    var tasks: ClosedRange<Int>
  }

  /// Changes since some version, on their way to who reads the tasks.
  struct Excerpt: Sendable {
    fileprivate var runs: ArraySlice<Run>

    /// The tasks' numbers by rising number, each once.
    var tasks: [ClosedRange<Int>] {
      var merged: [ClosedRange<Int>] = []
      for run in runs.map(\.tasks).sorted(by: { $0.lowerBound < $1.lowerBound }) {
        // Numbers are row ids, of which the largest has no neighbour.
        if let last = merged.last, run.lowerBound <= last.upperBound || run.lowerBound == last.upperBound &+ 1
        {
          merged[merged.count - 1] = last.lowerBound...max(last.upperBound, run.upperBound)
        } else {
          merged.append(run)
        }
      }
      return merged
    }
  }

  /// Runs that are kept: at 10^4 results a second, which mostly come in runs, minutes.
  static let limit = 1 << 16

  private var runs: [Run] = []
  /// Nothing is known of what changed up to here.
  private var forgotten: UInt64

  /// - Parameter version: that from which on all changes will be added.
  init(since version: UInt64) { forgotten = version }

  /// Tasks changed.
  ///
  /// - Parameter version: the new one; never falls.
  mutating func add(_ tasks: [TaskNumber], at version: UInt64) {
    for number in tasks.map(\.value).sorted() {
      if let last = runs.last, last.version == version, number >= last.tasks.lowerBound,
        number <= last.tasks.upperBound &+ 1, last.tasks.upperBound < .max
      {
        runs[runs.count - 1].tasks = last.tasks.lowerBound...max(last.tasks.upperBound, number)
      } else {
        runs.append(Run(version: version, tasks: number...number))
      }
    }
    guard runs.count > ChangeLog.limit else { return }
    // Half at once, so that each is moved once on average.
    let last = runs[runs.count - ChangeLog.limit / 2 - 1].version
    forgotten = last
    runs.removeAll { $0.version <= last }
  }

  /// What changed after a version; nil where that is not known any more, or the version is none that was ever told.
  ///
  /// - Parameter newest: the version of now.
  func changes(since version: UInt64, newest: UInt64) -> Excerpt? {
    guard version >= forgotten, version <= newest else { return nil }
    let start = runs.partitioningIndex { $0.version > version }
    return Excerpt(runs: runs[start...])
  }
}

extension Array {
  /// The first index whose element, and those after it, satisfy a condition that none before does.
  fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
