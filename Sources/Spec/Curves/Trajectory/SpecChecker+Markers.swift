internal import SweepModel

/// The named places of a trajectory.
extension SpecChecker {
  /// `[{name, x, y}]`, each with `panel: VALUE` or `panel: [VALUE, ...]` where it is for some panels only.
  func markers(
    _ node: SpecNode?, panel: String?, _ schema: ExperimentSchema
  ) -> [Trajectory.Marker] {
    var markers: [Trajectory.Marker] = []
    for item in fewItems(node, "`markers`") {
      _ = fields(item, "a marker", allowed: SpecKeys.marker)
      guard item.entries != nil else { continue }
      guard let nameNode = item["name"], let xNode = item["x"], let yNode = item["y"] else {
        report(item.mark, "a marker without its name or place", expected: "`name`, `x` and `y`")
        continue
      }
      guard let name = shownText(nameNode, "`name`"), let x = real(xNode, "`x`"),
        let y = real(yNode, "`y`")
      else { continue }
      let marker = Trajectory.Marker(
        name: name, x: x, y: y, panels: markerPanels(item["panel"], of: panel, schema))
      let shares = { (other: Trajectory.Marker) in
        marker.panels.isEmpty || other.panels.isEmpty || !Set(other.panels).isDisjoint(with: marker.panels)
      }
      if markers.contains(where: { $0.name == name && shares($0) }) {
        report(nameNode.mark, "a second marker `\(name)`", expected: "another name")
      }
      markers.append(marker)
    }
    return markers
  }

  /// The values of the panel's parameter under a marker's `panel`.
  private func markerPanels(
    _ node: SpecNode?, of panel: String?, _ schema: ExperimentSchema
  ) -> [ParameterValue] {
    guard let node, !node.isNull else { return [] }
    guard let panel else {
      report(node.mark, "a marker's `panel` in a curve without one", expected: "`panel` in the curve too")
      return []
    }
    let entry = SpecNode.Entry(key: panel, keyMark: node.mark, value: node)
    return schema[panel] == nil ? [] : condition([entry], schema)[panel] ?? []
  }
}
