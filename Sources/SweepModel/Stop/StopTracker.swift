/// Follows the values that a task streams and says when its ``StopRule`` is fulfilled.
///
/// Steps must rise: a value at a step that is not beyond the last counted one is passed by, so that what an attempt
/// streams again after its checkpoint changes nothing. A value that is no finite number breaks the row.
public struct StopTracker: Hashable, Sendable {
  public let rule: StopRule
  /// The step at which the rule was fulfilled; nil before.
  public private(set) var endedAt: Int?
  private var lastStep: Int?
  /// The newest values in a row, oldest first, at most the rule's count.
  private var values: [Double] = []

  public init(_ rule: StopRule) { self.rule = rule }

  /// Takes a value of any metric.
  public mutating func take(_ metric: String, _ value: Double, step: Int) {
    guard endedAt == nil, metric == rule.metric, step >= rule.after, step > lastStep ?? Int.min else {
      return
    }
    lastStep = step
    guard value.isFinite else {
      values.removeAll(keepingCapacity: true)
      return
    }
    values.append(value)
    if values.count > rule.count { values.removeFirst() }
    if rule.isFulfilled(by: values) { endedAt = step }
  }

  /// What it has seen, as a checkpoint keeps it.
  public var state: JSONValue {
    var members: [String: JSONValue] = ["values": .list(values.map(JSONValue.real))]
    if let endedAt { members["ended-at"] = .integer(endedAt) }
    if let lastStep { members["step"] = .integer(lastStep) }
    return .object(members)
  }

  /// What a program is told: the rule, with the state.
  public var told: JSONValue {
    guard case .object(var members) = rule.json else { return rule.json }
    members["state"] = state
    return .object(members)
  }

  /// One that goes on from a ``state``; nil where it is none of this rule's.
  public init?(_ rule: StopRule, state: JSONValue) {
    guard let list = state["values"]?.list else { return nil }
    let numbers = list.compactMap(\.number)
    guard numbers.count == list.count, numbers.count <= rule.count, numbers.allSatisfy(\.isFinite) else {
      return nil
    }
    self.rule = rule
    values = numbers
    endedAt = state["ended-at"]?.integer
    lastStep = state["step"]?.integer
  }
}
