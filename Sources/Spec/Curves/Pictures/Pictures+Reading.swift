internal import SweepModel

extension Pictures {
  static func read(_ entry: CurveEntry, by checker: SpecChecker) -> CurveDefinition? {
    guard let artifact = checker.required("artifact", entry.node, Pictures.self) else { return nil }
    checkArtifact(artifact, entry, checker)
    var pictures = Pictures(artifact: artifact)
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

  private static func checkArtifact(_ name: String, _ entry: CurveEntry, _ checker: SpecChecker) {
    guard let mark = entry.node["artifact"]?.mark else { return }
    let schema = entry.schema
    let pictures = schema.artifacts.filter { mediaTypes.contains($0.mediaType) }.map(\.name)
    guard let artifact = schema.artifacts.first(where: { $0.name == name }) else {
      checker.reportUnknown("artifact of experiment \(schema.name):", name, mark, known: pictures)
      return
    }
    if !mediaTypes.contains(artifact.mediaType) {
      let known = pictures.isEmpty ? "the experiment has none" : pictures.joined(separator: ", ")
      checker.report(
        mark, "artifact `\(name)`, which is \(artifact.mediaType)", expected: "a picture: \(known)")
    }
  }
}
