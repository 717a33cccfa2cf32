package import SweepModel

/// A contact sheet declared in a spec: one picture of each point, side by side.
package struct PictureSheet: Sendable, Hashable {
  /// What `kind` says of it in a spec.
  package static let kind = "pictures"
  /// Media types that a sheet can show.
  package static let mediaTypes = ["image/png", "image/svg+xml"]

  package var name: String
  /// The artifact that every cell shows.
  package var artifact: String
  /// Parameter of the columns; nil for one column.
  package var x: String?
  /// Parameter of the rows; nil for one row.
  package var y: String?
  /// Parameter that tells the panels apart; nil for one panel.
  package var panel: String?
  /// Parameters with the values that a task must have to be in the sheet; empty for all tasks.
  package var selection: Condition = [:]
  /// The replicate that is shown, from 0; nil for the first.
  package var replicate: Int?
  /// How the sheet is lettered and laid out.
  package var figure = FigureSettings()

  package init(
    name: String, artifact: String, x: String? = nil, y: String? = nil, panel: String? = nil,
    selection: Condition = [:], replicate: Int? = nil
  ) {
    self.name = name
    self.artifact = artifact
    self.x = x
    self.y = y
    self.panel = panel
    self.selection = selection
    self.replicate = replicate
  }

  /// Whether a task of the sweep may be shown.
  package func selects(_ task: TaskRecord) -> Bool {
    task.replicate == replicate ?? 0 && selection.holds(task.parameters, missing: false)
  }
}

extension PictureSheet {
  /// The sheet as the resolved spec stores it.
  var json: JSONValue {
    var members: [String: JSONValue] = ["artifact": .text(artifact), "name": .text(name)]
    for (key, parameter) in [("x", x), ("y", y), ("panel", panel)] {
      if let parameter { members[key] = .text(parameter) }
    }
    if !selection.isEmpty { members["where"] = JSONValue(selection) }
    if let replicate { members["replicate"] = .integer(replicate) }
    figure.add(to: &members)
    return .object(members)
  }

  /// Reads ``json`` back; nil where it is something else.
  init?(json: JSONValue, schema: ExperimentSchema?) {
    guard let name = json["name"]?.text, let artifact = json["artifact"]?.text else { return nil }
    self.init(
      name: name, artifact: artifact, x: json["x"]?.text, y: json["y"]?.text, panel: json["panel"]?.text,
      replicate: json["replicate"]?.integer)
    guard let figure = FigureSettings(in: json) else { return nil }
    self.figure = figure
    if let stored = json["where"] {
      guard let condition = Condition(stored, schema) else { return nil }
      selection = condition
    }
  }
}
