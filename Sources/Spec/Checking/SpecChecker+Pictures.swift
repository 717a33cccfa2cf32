internal import SweepModel

/// Entries of `curves` that are contact sheets.
extension SpecChecker {
  static let sheetKeys = ["name", "kind", "artifact", "x", "y", "panel", "where", "replicate"] + figureKeys

  /// The sheets among the curves.
  ///
  /// - Parameters:
  ///   - curves: the curves of the same list, whose names a sheet must not have: both name files.
  ///   - replicates: how many the sweep has at most.
  func sheets(
    _ node: SpecNode?, _ schema: ExperimentSchema, beside curves: [CurveDefinition], replicates: Int
  ) -> [PictureSheet] {
    var sheets: [PictureSheet] = []
    guard let node, case .list(let items) = node.content else { return [] }
    for item in items where SpecChecker.isSheet(item) {
      guard let sheet = sheet(item, schema, replicates) else { continue }
      if curves.contains(where: { $0.name == sheet.name })
        || sheets.contains(where: { $0.name == sheet.name })
      {
        report(item["name"]?.mark ?? item.mark, "a second curve `\(sheet.name)`", expected: "another name")
      }
      sheets.append(sheet)
    }
    return sheets
  }

  static func isSheet(_ node: SpecNode) -> Bool { node["kind"]?.plainText == PictureSheet.kind }

  private func sheet(_ node: SpecNode, _ schema: ExperimentSchema, _ replicates: Int) -> PictureSheet? {
    for entry in fields(node, "a curve") where !SpecChecker.sheetKeys.contains(entry.key) {
      let kinds = CurveDefinition.Kind.allCases.filter { SpecChecker.curveKeys($0).contains(entry.key) }
      if kinds.isEmpty {
        reportUnknown("key", entry.key, entry.keyMark, known: SpecChecker.sheetKeys)
      } else {
        report(
          entry.keyMark, "`\(entry.key)` in a curve of kind \(PictureSheet.kind)",
          expected: "another kind, or one of \(SpecChecker.sheetKeys.joined(separator: ", "))")
      }
    }
    var given: [String: String] = [:]
    for key in ["name", "artifact"] {
      guard let value = node[key], !value.isNull else {
        report(node.mark, "a sheet of pictures without `\(key)`", expected: "`name` and `artifact`")
        return nil
      }
      guard let text = text(value, "`\(key)`", expected: "a name") else { return nil }
      given[key] = text
    }
    guard let name = given["name"], let artifact = given["artifact"] else { return nil }
    checkArtifact(artifact, node["artifact"], schema)
    var sheet = PictureSheet(name: name, artifact: artifact)
    sheet.x = optional("x", node)
    sheet.y = optional("y", node)
    sheet.panel = optional("panel", node)
    var seen: Set<String> = []
    for (key, parameter) in [("x", sheet.x), ("y", sheet.y), ("panel", sheet.panel)] {
      guard let parameter, let mark = node[key]?.mark else { continue }
      checkParameter(parameter, node[key], schema)
      if !seen.insert(parameter).inserted {
        report(mark, "`\(parameter)` a second time, as `\(key)`", expected: "another parameter")
      }
    }
    sheet.figure = figure(node)
    sheet.selection = condition(fields(node["where"], "`where`"), schema)
    if let replicate = node["replicate"], !replicate.isNull {
      let kind = ParameterDefinition.Kind.integer(0...max(replicates - 1, 0))
      if case .integer(let number)? = value(replicate, kind, "`replicate`") { sheet.replicate = number }
    }
    return sheet
  }

  private func checkArtifact(_ name: String, _ node: SpecNode?, _ schema: ExperimentSchema) {
    guard let mark = node?.mark else { return }
    let pictures = schema.artifacts.filter { PictureSheet.mediaTypes.contains($0.mediaType) }.map(\.name)
    guard let artifact = schema.artifacts.first(where: { $0.name == name }) else {
      reportUnknown("artifact of experiment \(schema.name):", name, mark, known: pictures)
      return
    }
    if !PictureSheet.mediaTypes.contains(artifact.mediaType) {
      let known = pictures.isEmpty ? "the experiment has none" : pictures.joined(separator: ", ")
      report(mark, "artifact `\(name)`, which is \(artifact.mediaType)", expected: "a picture: \(known)")
    }
  }
}
