/// When a task has seen enough: a rule over the values of one streamed metric, and a part of the task's identity.
///
/// It depends on nothing but those values, so that an attempt that goes on from a checkpoint, or a replay, ends at the
/// same step as one that was never disturbed. ``StopTracker`` applies it.
public struct StopRule: Hashable, Sendable {
  /// What successive values have to do.
  public enum Condition: Hashable, Sendable {
    /// Each is at least this.
    case above(Double)
    /// Each is at most this.
    case below(Double)
    /// They lie within this of each other, in the metric's unit.
    case settled(within: Double)
    /// They lie within this part of their mean's size of each other: 0.01 for 1 %.
    case steady(within: Double)

    /// The fewest values that can tell.
    public var leastCount: Int {
      switch self {
      case .above, .below: 1
      case .settled, .steady: 2
      }
    }
  }

  /// What is added to the name of what a worker can run, where it can do that for tasks with a rule as well.
  public static let capability = "+stop/1"
  /// The most values that a rule may look at.
  public static let countLimit = 1000

  public var metric: String
  public var condition: Condition
  /// How many successive values it takes.
  public var count: Int
  /// Values at steps before this one do not count.
  public var after: Int

  public init(metric: String, condition: Condition, count: Int, after: Int = 0) {
    self.metric = metric
    self.condition = condition
    self.count = count
    self.after = after
  }

  /// Whether the values, oldest first, fulfil it: as many as ``count``, all of them finite.
  func isFulfilled(by values: [Double]) -> Bool {
    guard values.count >= count, let least = values.min(), let most = values.max() else { return false }
    switch condition {
    case .above(let level): return least >= level
    case .below(let level): return most <= level
    case .settled(let width): return most - least <= width
    case .steady(let share):
      let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
      return most - least <= share * mean.magnitude
    }
  }

  /// As the end of "it ends ...": `where accuracy was at least 0.95 at 3 values in a row, from step 100 on`.
  public var sentence: String {
    func text(_ number: Double) -> String { CanonicalJSON.text(of: .real(number)) }
    let row = count == 1 ? "at one value" : "at \(count) values in a row"
    let start = after > 0 ? ", from step \(after) on" : ""
    switch condition {
    case .above(let level): return "where \(metric) was at least \(text(level)) \(row)\(start)"
    case .below(let level): return "where \(metric) was at most \(text(level)) \(row)\(start)"
    case .settled(let width):
      return "where \(count) values of \(metric) in a row lay within \(text(width)) of each other\(start)"
    case .steady(let share):
      let percent = text((share * 1e9).rounded() / 1e7)
      return "where \(count) values of \(metric) in a row lay within \(percent) % of each other\(start)"
    }
  }
}

extension StopRule {
  /// As it stands in a task's definition.
  public var json: JSONValue {
    let (key, value): (String, JSONValue) =
      switch condition {
      case .above(let level): ("above", .real(level))
      case .below(let level): ("below", .real(level))
      case .settled(let width): ("settled", .real(width))
      case .steady(let share): ("settled", .object(["relative": .real(share)]))
      }
    return .object([
      key: value, "after": .integer(after), "for": .integer(count), "metric": .text(metric),
    ])
  }

  /// Reads ``json`` back; nil where this is something else, or a rule of a later release.
  public init?(json: JSONValue) {
    guard let metric = json["metric"]?.text, let count = json["for"]?.integer,
      let after = json["after"]?.integer, after >= 0
    else { return nil }
    let condition: Condition
    if let level = json["above"]?.number {
      condition = .above(level)
    } else if let level = json["below"]?.number {
      condition = .below(level)
    } else if let width = json["settled"]?.number {
      condition = .settled(within: width)
    } else if let share = json["settled"]?["relative"]?.number {
      condition = .steady(within: share)
    } else {
      return nil
    }
    guard (condition.leastCount...StopRule.countLimit).contains(count) else { return nil }
    self.init(metric: metric, condition: condition, count: count, after: after)
    // Nothing beside what was read.
    guard self.json.sameText(as: json) else { return nil }
  }
}

extension JSONValue {
  /// Whether both have one canonical text; 1 and 1.0 do.
  fileprivate func sameText(as other: JSONValue) -> Bool {
    CanonicalJSON.text(json: self) == CanonicalJSON.text(json: other)
  }
}
