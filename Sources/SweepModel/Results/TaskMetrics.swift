/// The final metrics of a task, whose names share their memory with those of other tasks.
public struct TaskMetrics: Sendable {
  /// By rising name.
  public let names: [String]
  /// In the order of ``names``.
  public let values: [Double]

  public static let none = TaskMetrics([:])

  private init(_ names: [String], _ values: [Double]) {
    self.names = names
    self.values = values
  }

  /// - Returns: nil where the names do not rise, or are more or fewer than the values.
  public init?(names: [String], values: [Double]) {
    guard names.count == values.count, zip(names, names.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    self.init(names, values)
  }

  public init(_ metrics: [String: Double]) {
    let sorted = metrics.sorted { $0.key < $1.key }
    self.init(sorted.map(\.key), sorted.map(\.value))
  }

  /// - Parameter other: what memory is shared with, where it has the same names.
  public init(_ metrics: [String: Double], sharing other: TaskMetrics) {
    let values = other.names.compactMap { metrics[$0] }
    guard values.count == metrics.count, values.count == other.names.count else {
      self.init(metrics)
      return
    }
    self.init(other.names, values)
  }

  /// The value of a metric; nil where the task has none of that name.
  public subscript(name: String) -> Double? {
    for (index, known) in names.enumerated() where known == name { return values[index] }
    return nil
  }

  public var isEmpty: Bool { names.isEmpty }

  public var metrics: [String: Double] {
    Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first })
  }
}
