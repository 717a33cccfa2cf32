internal import SweepModel

/// Which tasks of a sweep a page lists, and in which order: what its address says.
struct TaskListing: Hashable, Sendable {
  /// What tasks are ordered by.
  enum Key: Hashable, Sendable {
    case ordinal, id, replicate, status, attempt, seconds
    case parameter(String)
    case metric(String)

    /// As addresses have it: "seconds", "p.sigma", "m.accuracy".
    var text: String {
      switch self {
      case .ordinal: "ordinal"
      case .id: "id"
      case .replicate: "replicate"
      case .status: "status"
      case .attempt: "attempt"
      case .seconds: "seconds"
      case .parameter(let name): "p." + name
      case .metric(let name): "m." + name
      }
    }

    init?(_ text: String) {
      switch text {
      case "ordinal": self = .ordinal
      case "id": self = .id
      case "replicate": self = .replicate
      case "status": self = .status
      case "attempt": self = .attempt
      case "seconds": self = .seconds
      case _ where text.hasPrefix("p."): self = .parameter(String(text.dropFirst(2)))
      case _ where text.hasPrefix("m."): self = .metric(String(text.dropFirst(2)))
      default: return nil
      }
    }
  }

  /// Empty for all.
  var statuses: Set<TaskStatus> = []
  /// Words that a task must have: each begins its id, is a parameter as `name=value`, or stands in its reason.
  var words: [String] = []
  var key = Key.ordinal
  var isDescending = false

  /// Whether rows come as the sweep has them, so that no more than a page has to be read.
  var isInOrder: Bool { key == .ordinal && !isDescending && words.isEmpty }

  func matches(_ task: TaskRecord) -> Bool {
    guard statuses.isEmpty || statuses.contains(task.status) else { return false }
    return words.allSatisfy { word in
      if "\(task.id)".hasPrefix(word) || task.reason?.contains(word) == true { return true }
      guard let equals = word.firstIndex(of: "="), let value = task.point[String(word[..<equals])] else {
        return false
      }
      let text = String(word[word.index(after: equals)...])
      return value.description == text || value.number != nil && value.number == Double(text)
    }
  }

  /// The tasks' indices in the order that is asked for. Tasks without the value come last, either way; equal ones stay in
  /// the order of the sweep.
  func order(_ tasks: [TaskRecord]) -> [Int32] {
    var found: [Int32] = []
    for (index, task) in tasks.enumerated() where matches(task) { found.append(Int32(clamping: index)) }
    switch key {
    case .ordinal: return isDescending ? found.reversed() : found
    case .id: return sorted(found) { tasks[$0].id.digest.hex }
    case .replicate: return sorted(found) { tasks[$0].replicate }
    case .status: return sorted(found) { tasks[$0].status.rawValue }
    case .attempt: return sorted(found) { tasks[$0].attempt }
    case .seconds: return sorted(found) { tasks[$0].seconds }
    case .parameter(let name): return sorted(found) { tasks[$0].point[name] }
    case .metric(let name):
      return sorted(found) { tasks[$0].finals[name].flatMap { $0.isNaN ? nil : $0 } }
    }
  }

  private func sorted<Value: Comparable>(_ indices: [Int32], _ value: (Int) -> Value?) -> [Int32] {
    var known: [(index: Int32, value: Value)] = []
    var unknown: [Int32] = []
    for index in indices {
      if let value = value(Int(index)) { known.append((index, value)) } else { unknown.append(index) }
    }
    known.sort { left, right in
      if left.value == right.value { return left.index < right.index }
      return isDescending ? left.value > right.value : left.value < right.value
    }
    return known.map(\.index) + unknown
  }
}
