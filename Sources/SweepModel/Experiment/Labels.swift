/// What people read for the names of parameters and metrics. A name that nothing is known of is printed as it is.
public struct Labels: Sendable, Hashable {
  private var parameters: [String: Label] = [:]
  private var metrics: [String: Label] = [:]

  /// Every name is printed as it is.
  public init() {}

  /// As an experiment declares them.
  ///
  /// - Parameter schema: nil for an experiment that this program does not have.
  public init(_ schema: ExperimentSchema?) {
    self.init(
      parameters: schema?.parameters.map(\.label) ?? [], metrics: schema?.metrics.map(\.label) ?? [])
  }

  /// Of equal names the last one counts.
  public init(parameters: [Label], metrics: [Label] = []) {
    for label in parameters { self.parameters[label.name] = label }
    for label in metrics { self.metrics[label.name] = label }
  }

  public func parameter(_ name: String) -> Label { parameters[name] ?? Label(name) }

  public func metric(_ name: String) -> Label { metrics[name] ?? Label(name) }

  /// Of a metric, or else of a parameter, where a name may be either.
  public func either(_ name: String) -> Label { metrics[name] ?? parameter(name) }

  /// With what another experiment calls the names that this one does not have.
  public func completed(by other: Labels) -> Labels {
    var all = self
    all.parameters.merge(other.parameters) { own, _ in own }
    all.metrics.merge(other.metrics) { own, _ in own }
    return all
  }
}
