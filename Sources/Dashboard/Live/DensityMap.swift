internal import SweepModel

/// How many tasks of which state lie where in the plane of two axes: what 10^6 tasks look like at once.
struct DensityMap: Sendable, Equatable {
  /// Cells along an axis at most; more values share them.
  static let limit = 32

  struct Cell: Sendable, Equatable {
    var counts: [TaskStatus: Int] = [:]
    var total: Int { counts.values.reduce(0, +) }
  }

  /// An axis in cells.
  struct Axis: Sendable, Equatable {
    var name: String
    /// The first and the last value of each cell.
    var cells: [(first: ParameterValue, last: ParameterValue)]
    fileprivate var places: [ParameterValue: Int] = [:]

    static func == (left: Axis, right: Axis) -> Bool {
      left.name == right.name && left.places == right.places
    }

    init(_ name: String, values: Set<ParameterValue>) {
      self.name = name
      let sorted = values.sorted()
      let count = min(sorted.count, DensityMap.limit)
      cells = (0..<count).map { cell in
        (sorted[cell * sorted.count / count], sorted[(cell + 1) * sorted.count / count - 1])
      }
      for cell in 0..<count {
        for index in (cell * sorted.count / count)..<((cell + 1) * sorted.count / count) {
          places[sorted[index]] = cell
        }
      }
    }
  }

  var x: Axis
  var y: Axis
  /// Row by row, the lowest values of y first.
  var cells: [Cell]

  /// - Returns: nil where no task has a value on one of the axes.
  init?(_ tasks: [TaskRecord], x: String, y: String) {
    var values: (x: Set<ParameterValue>, y: Set<ParameterValue>) = ([], [])
    for task in tasks {
      guard let first = task.point[x], let second = task.point[y] else { continue }
      values.x.insert(first)
      values.y.insert(second)
    }
    guard !values.x.isEmpty else { return nil }
    self.x = Axis(x, values: values.x)
    self.y = Axis(y, values: values.y)
    cells = [Cell](repeating: Cell(), count: self.x.cells.count * self.y.cells.count)
    for task in tasks {
      guard let first = task.point[x], let second = task.point[y], let column = self.x.places[first],
        let row = self.y.places[second]
      else { continue }
      cells[row * self.x.cells.count + column].counts[task.status, default: 0] += 1
    }
  }

  subscript(column: Int, row: Int) -> Cell { cells[row * x.cells.count + column] }
}
