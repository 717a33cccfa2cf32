package import SweepModel

/// Some parameters and the values that each may have; all of them must hold.
package typealias Condition = [String: [ParameterValue]]

extension Condition {
  /// Whether parameters are in accord with the condition.
  ///
  /// - Parameter missing: what a parameter that is not there counts as.
  package func holds(_ parameters: Parameters, missing: Bool) -> Bool {
    holds({ parameters[$0] }, missing: missing)
  }

  /// - Parameter parameter: the value of the parameter with that name.
  func holds(_ parameter: (String) -> ParameterValue?, missing: Bool) -> Bool {
    allSatisfy { name, values in
      guard let value = parameter(name) else { return missing }
      return values.contains { $0.normalised == value.normalised }
    }
  }

  /// Reads a stored condition; nil where it is something else.
  init?(_ json: JSONValue, _ schema: ExperimentSchema?) {
    guard case .object(let members) = json else { return nil }
    self = [:]
    for (name, json) in members {
      guard case .list(let values)? = json.parameterValue else { return nil }
      self[name] = values.map { $0.typed(by: schema?[name]) }
    }
  }
}
