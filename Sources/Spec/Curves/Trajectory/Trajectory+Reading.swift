internal import SweepModel

extension Trajectory {
  /// The streamed metrics `x` and `y` against each other.
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    let (node, schema) = (entry.node, entry.schema)
    guard let x = checker.required("x", node, Trajectory.self),
      let y = checker.required("y", node, Trajectory.self)
    else { return nil }
    var trajectory = Trajectory(x: x, y: y)
    for (key, metric) in [("x", x), ("y", y)] {
      guard let mark = node[key]?.mark else { continue }
      guard let known = schema.metric(metric) else {
        checker.checkMetric(.init(name: metric, mark: mark), schema, x: nil)
        continue
      }
      if !known.isStreamed {
        checker.report(
          mark, "metric `\(metric)`, which is not streamed, in a trajectory",
          expected: checker.streamedNames(schema) ?? "another kind: the experiment streams no metric")
      }
    }
    if x == y, let mark = node["y"]?.mark {
      checker.report(mark, "`\(y)` on both axes", expected: "two different metrics")
    }
    trajectory.lines = checker.series(entry)
    trajectory.markers = checker.markers(node["markers"], panel: node["panel"].flatMap(\.plainText), schema)
    if let aspect = node["aspect"], let text = checker.optional("aspect", node) {
      if !["equal", "free"].contains(text) {
        checker.reportUnknown("`aspect`", text, aspect.mark, known: ["equal", "free"])
      }
      trajectory.hasEqualAspect = text == "equal"
    }
    return CurveDefinition(name: entry.name, kind: .trajectory(trajectory))
  }
}
