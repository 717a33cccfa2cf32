internal import SweepModel

/// The numbered values of an expansion, in runs: those of a range are computed when they are asked for.
struct CellTable: Sendable {
  struct Run: Sendable {
    var first: Int
    var slot: Int
    var values: AxisValues
  }

  private(set) var runs: [Run] = []
  private(set) var count = 0

  /// Adds values of a slot.
  ///
  /// - Returns: the number of the first.
  @discardableResult
  mutating func append(_ values: AxisValues, slot: Int) -> Int {
    let first = count
    // An empty run would make two runs begin at the same cell.
    guard !values.isEmpty else { return first }
    runs.append(Run(first: first, slot: slot, values: values))
    count += values.count
    return first
  }

  /// The value of a cell.
  subscript(cell: Int) -> ParameterValue {
    let run = runs[run(of: cell)]
    return run.values[cell - run.first]
  }

  /// Which run a cell is in.
  func run(of cell: Int) -> Int {
    // The first runs are one cell each.
    if runs.indices.contains(cell), runs[cell].first == cell { return cell }
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].first <= cell { low = middle } else { high = middle }
    }
    return low
  }
}

/// Finds the cells that hold a value.
struct CellIndex {
  private var listed: [Int: [ParameterValue: [Int]]] = [:]
  private var ranges: [Int: [CellTable.Run]] = [:]

  /// - Parameter slots: those that will be asked for.
  init(_ table: CellTable, slots: Set<Int>) {
    for run in table.runs where slots.contains(run.slot) {
      if run.values.isRange {
        ranges[run.slot, default: []].append(run)
      } else {
        for (offset, value) in run.values.enumerated() {
          listed[run.slot, default: [:]][value, default: []].append(run.first + offset)
        }
      }
    }
  }

  func cells(of value: ParameterValue, slot: Int) -> [Int] {
    let computed = (ranges[slot] ?? []).compactMap { run in
      run.values.firstIndex(of: value).map { run.first + $0 }
    }
    return (listed[slot]?[value] ?? []) + computed
  }
}
