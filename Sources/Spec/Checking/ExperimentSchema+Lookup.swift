package import SweepModel

extension ExperimentSchema {
  /// The parameter of that name, or nil.
  package subscript(name: String) -> ParameterDefinition? { parameters.first { $0.name == name } }

  /// The metric of that name, or nil.
  package func metric(_ name: String) -> Metric? { metrics.first { $0.name == name } }
}

extension ParameterValue {
  /// The value as the parameter holds it; unchanged where the parameter is unknown or refuses it.
  func typed(by definition: ParameterDefinition?) -> ParameterValue { definition?.kind.coerced(self) ?? self }
}

extension Dictionary where Key == String, Value == ParameterValue {
  /// The values as the schema's parameters hold them; unchanged where it does not know them.
  package func typed(by schema: ExperimentSchema?) -> Parameters {
    guard let schema else { return self }
    var typed = self
    for (name, value) in self { typed[name] = value.typed(by: schema[name]) }
    return typed
  }
}
