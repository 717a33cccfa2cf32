internal import SweepModel

extension Pictures {
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    guard let artifact = checker.required("artifact", entry.node, Pictures.self) else { return nil }
    var pictures = Pictures(artifact: artifact)
    if let node = entry.node["draw"], !node.isNull {
      let kind = ParameterDefinition.Kind.choice(Drawing.allCases.map(\.rawValue))
      guard case .text(let word)? = checker.value(node, kind, "`draw`") else { return nil }
      pictures.drawing = Drawing(rawValue: word)
    }
    checkArtifact(pictures, entry, checker)
    pictures.columns = checker.optional("x", entry.node)
    pictures.rows = checker.optional("y", entry.node)
    for (key, parameter) in [("x", pictures.columns), ("y", pictures.rows)] {
      if let parameter { checker.checkParameter(parameter, entry.node[key], entry.schema) }
      if parameter == nil, let label = entry.node["\(key)-label"], !label.isNull {
        checker.report(
          label.mark, "`\(key)-label` of pictures without `\(key)`, which have no such axis",
          expected: "`\(key)` too, or no `\(key)-label`")
      }
    }
    var seen: Set<String> = []
    for key in parameterKeys {
      guard let value = entry.node[key], let parameter = value.plainText, !value.isNull else { continue }
      if !seen.insert(parameter).inserted {
        checker.report(
          value.mark, "`\(parameter)` a second time, as `\(key)`", expected: "another parameter")
      }
    }
    if let replicate = entry.node["replicate"], !replicate.isNull {
      let kind = ParameterDefinition.Kind.integer(0...max(entry.replicates - 1, 0))
      if case .integer(let number)? = checker.value(replicate, kind, "`replicate`") {
        pictures.replicate = number
      }
    }
    return CurveDefinition(name: entry.name, kind: .pictures(pictures))
  }

  private static func checkArtifact(_ pictures: Pictures, _ entry: CurveEntry, _ checker: SpecChecker) {
    guard let mark = entry.node["artifact"]?.mark else { return }
    let (schema, name) = (entry.schema, pictures.artifact)
    let types = pictures.drawing == nil ? mediaTypes : Drawing.mediaTypes
    let known = schema.artifacts.filter { types.contains($0.mediaType) }.map(\.name)
    guard let artifact = schema.artifacts.first(where: { $0.name == name }) else {
      checker.reportUnknown("artifact of experiment \(schema.name):", name, mark, known: known)
      return
    }
    if types.contains(artifact.mediaType) { return }
    let names = known.isEmpty ? "the experiment has none" : known.joined(separator: ", ")
    let matrices = Drawing.mediaTypes.contains(artifact.mediaType)
    checker.report(
      mark, "artifact `\(name)`, which is \(artifact.mediaType)",
      expected: pictures.drawing != nil
        ? "a matrix of NumPy's: \(names)"
        : "a picture: \(names)" + (matrices ? ", or `draw` with what is drawn from it" : ""))
  }
}
