/// The parameters of a task, in memory that they share with those of other tasks.
///
/// Of 10^6 tasks each differs from the others in a few parameters: it keeps these alone. Replicates have one point.
public final class TaskPoint: Sendable {
  private final class Base: Sendable {
    let parameters: Parameters

    init(_ parameters: Parameters) { self.parameters = parameters }
  }

  private struct Own: Sendable, Equatable {
    var name: String
    var value: ParameterValue
  }

  private let base: Base
  /// What differs from the base, by name.
  private let own: [Own]

  private init(_ base: Base, own: [Own]) {
    self.base = base
    self.own = own
  }

  public convenience init(_ parameters: Parameters) { self.init(Base(parameters), own: []) }

  /// - Parameter other: what memory is shared with, where it has the same names.
  public convenience init(_ parameters: Parameters, sharing other: TaskPoint) {
    let shared = other.base.parameters
    var own: [Own] = []
    guard shared.count == parameters.count, parameters.keys.allSatisfy({ shared[$0] != nil }) else {
      self.init(parameters)
      return
    }
    for (name, value) in parameters where shared[name] != value { own.append(Own(name: name, value: value)) }
    self.init(other.base, own: own.sorted { $0.name < $1.name })
  }

  /// The value of a parameter; nil where the task has none of that name.
  public subscript(name: String) -> ParameterValue? {
    for entry in own where entry.name == name { return entry.value }
    return base.parameters[name]
  }

  public var parameters: Parameters {
    var parameters = base.parameters
    for entry in own { parameters[entry.name] = entry.value }
    return parameters
  }

  /// The names of all parameters, in no order.
  public var names: some Collection<String> { base.parameters.keys }

  /// Names of parameters that have another value in another point, or are missing there; in no order.
  public func differences(from other: TaskPoint) -> [String] {
    if self === other { return [] }
    if base === other.base {
      if own == other.own { return [] }
      let names = Set(own.map(\.name)).union(other.own.map(\.name))
      return names.filter { self[$0] != other[$0] }
    }
    return names.filter { self[$0] != other[$0] }
  }
}

extension TaskPoint: Equatable {
  public static func == (left: TaskPoint, right: TaskPoint) -> Bool {
    if left === right { return true }
    // The same base has the same names, and what is kept apart differs from it.
    return left.base === right.base ? left.own == right.own : left.parameters == right.parameters
  }
}
