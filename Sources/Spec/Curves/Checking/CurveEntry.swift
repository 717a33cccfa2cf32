internal import SweepModel

/// One entry of `curves` in a spec, with what it is read against.
struct CurveEntry {
  var name: String
  var node: SpecNode
  var schema: ExperimentSchema
  /// The curves before it.
  var earlier: [CurveDefinition]
  /// How many the sweep has at most.
  var replicates: Int

  /// The parameter of its panels, as far as it can be told.
  var panel: String? { (node["panel"]?.isNull ?? true) ? nil : node["panel"].flatMap(\.plainText) }
}
