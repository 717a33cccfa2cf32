internal import SweepModel

/// Checks a merged spec against the experiments and collects all that is wrong with it.
final class SpecChecker {
  static let keys = [
    "name", "experiment", "description", "parameters", "axes", "replicates", "refine", "compare", "budget",
    "stop", "seed",
    "seeds", "zip",
    "exclude",
    "when", "resources", "limits", "priority", "curves", "profiles",
  ]

  /// Far more than are shown; beyond it, looking for more only takes time.
  private static let problemLimit = 500
  /// The most entries of `profiles`, `exclude`, `when` and `curves`: each costs a pass over the rest.
  static let entryLimit = 1000
  private static let profileLimit = 100

  /// The experiments that every spec may name.
  let builtIn: ExperimentCatalog
  /// These, and the program that the spec declares.
  private(set) var catalog: ExperimentCatalog
  private(set) var problems: [SpecProblem] = []
  /// What is allowed and most likely not meant.
  private(set) var warnings: [SpecProblem] = []
  /// Points of the walk are named by where the axes stand in the file.
  var axesMark: SpecMark?

  init(catalog: ExperimentCatalog) {
    builtIn = catalog
    self.catalog = catalog
  }

  func report(
    _ mark: SpecMark, _ found: String, expected: String? = nil, suggestion: String? = nil
  ) {
    guard problems.count < SpecChecker.problemLimit else { return }
    report(SpecProblem(mark, found, expected: expected, suggestion: suggestion))
  }

  /// Says what may be a mistake; the spec is accepted all the same.
  func warn(_ mark: SpecMark, _ found: String, expected: String? = nil) {
    guard warnings.count < SpecChecker.problemLimit else { return }
    warn(SpecProblem(mark, found, expected: expected))
  }

  func warn(_ problem: SpecProblem) {
    if !warnings.contains(problem) { warnings.append(problem) }
  }

  func report(_ problem: SpecProblem) {
    guard problems.count < SpecChecker.problemLimit else { return }
    problems.append(problem)
  }

  /// Reports `name` as none of `known`.
  func reportUnknown(_ what: String, _ name: String, _ mark: SpecMark, known: [String]) {
    guard problems.count < SpecChecker.problemLimit else { return }
    let shown = known.prefix(40).joined(separator: ", ")
    report(
      mark, "unknown \(what) `\(name)`",
      expected: known.isEmpty ? "none: there are no choices here" : "one of \(shown)",
      suggestion: SpecChecker.otherWords[name].flatMap { known.contains($0) ? $0 : nil }
        ?? NearestName.of(name, among: known))
  }

  /// What batch systems call something that has another name here, and might be nearer to a third one.
  private static let otherWords = ["cores": "threads", "cpu": "threads", "cpus": "threads", "mem": "memory"]

  /// The entries of a mapping, empty for nothing; reports any other node and keys that are not `allowed`.
  func fields(_ node: SpecNode?, _ what: String, allowed: [String]? = nil) -> [SpecNode.Entry] {
    guard let node, !node.isNull else { return [] }
    guard let entries = node.entries else {
      report(node.mark, "\(node.kindName) as \(what)", expected: "a mapping (`key: value`)")
      return []
    }
    guard let allowed else { return entries }
    return entries.filter { entry in
      if allowed.contains(entry.key) { return true }
      reportUnknown("key", entry.key, entry.keyMark, known: allowed)
      return false
    }
  }

  /// The items of a list, empty for nothing; reports any other node.
  func items(_ node: SpecNode?, _ what: String) -> [SpecNode] {
    guard let node, !node.isNull else { return [] }
    guard case .list(let items) = node.content else {
      report(node.mark, "\(node.kindName) as \(what)", expected: "a list (`[...]` or lines with `-`)")
      return []
    }
    return items
  }

  /// The items of a list of bounded length, which is reported where it is longer.
  func fewItems(_ node: SpecNode?, _ what: String) -> [SpecNode] {
    let items = items(node, what)
    if items.count > SpecChecker.entryLimit, let node {
      report(node.mark, "\(items.count) items in \(what)", expected: "at most \(SpecChecker.entryLimit)")
    }
    return Array(items.prefix(SpecChecker.entryLimit))
  }

  /// The text of a scalar; reports anything else.
  func text(_ node: SpecNode, _ what: String, expected: String = "text") -> String? {
    guard case .scalar(let text, _) = node.content, !node.isNull else {
      report(node.mark, "\(node.kindName) as \(what)", expected: expected)
      return nil
    }
    return text
  }

  /// A whole number in a range; reports anything else.
  func integer(_ node: SpecNode?, _ what: String, in range: ClosedRange<Int>) -> Int? {
    guard let node else { return nil }
    let kind = ParameterDefinition.Kind.integer(range)
    guard case .integer(let number)? = value(node, kind, what) else { return nil }
    return number
  }

  /// The whole spec. What cannot be read is reported and left at its default.
  func content(of root: SpecNode, profile: String?) -> SweepContent {
    var content = SweepContent()
    content.profile = profile
    _ = fields(root, "the spec", allowed: SpecChecker.keys)
    content.name = name(root)
    if let node = root["description"], !node.isNull {
      content.summary = text(node, "`description`") ?? ""
    }
    settings(root, &content)
    guard var schema = experiment(root, &content) else { return content }
    content.experiment = schema.name
    content.version = schema.version
    content.parameters = schema.defaults
    for entry in fields(root["parameters"], "`parameters`") {
      guard let value = parameter(entry, schema) else { continue }
      content.parameters[entry.key] = value
    }
    axesMark = root["axes"]?.mark
    content.axes = axes(root["axes"], "`axes`", schema)
    for entry in fields(root["parameters"], "`parameters`") {
      guard content.axes.contains(where: { $0.name == entry.key }) else { continue }
      report(
        entry.keyMark, "`\(entry.key)` is both a parameter and an axis",
        expected: "one of the two; a profile removes the other with `\(entry.key): ~`")
    }
    checkOptional(root, schema, &content)
    content.zips = zips(root["zip"], content.axes)
    content.conditionals = conditionals(root["when"], schema, content.axes, root["parameters"])
    content.exclusions = exclusions(root["exclude"], schema)
    if let rule = stop(root["stop"], schema) {
      content.stop = rule
      schema = schema.stopping
      catalog = catalog.stopping(schema.name)
    }
    content.refinement = refinement(root["refine"], schema, content)
    content.comparison = comparison(root["compare"], schema, content)
    content.budget = budget(root["budget"], content)
    let figures = curves(
      root["curves"], schema,
      replicates: max(
        content.replicates, content.refinement?.replicates ?? 0, content.comparison?.replicates ?? 0))
    content.curves = figures.filter { !$0.isPictures }
    content.pictures = figures.filter(\.isPictures)
    checkVariation(content, root, schema)
    return content
  }

  /// Checks all profiles, the unused ones too: a mistake in one should not wait until it is needed.
  ///
  /// - Parameter programs: nil where the files of programs cannot be read; profiles that name one are not checked then.
  func checkProfiles(of root: SpecNode, _ programs: ProgramFiles?) throws(SpecErrors) {
    let allowed = SpecChecker.keys.filter { $0 != "profiles" }
    let base = SpecChecker(catalog: builtIn)
    _ = base.content(of: root, profile: nil)
    let profiles = fields(root["profiles"], "`profiles`")
    if profiles.count > SpecChecker.profileLimit, let mark = root["profiles"]?.mark {
      report(mark, "\(profiles.count) profiles", expected: "at most \(SpecChecker.profileLimit)")
    }
    for profile in profiles.prefix(SpecChecker.profileLimit) {
      let known = fields(profile.value, "profile `\(profile.key)`", allowed: allowed)
      let layer = SpecNode(content: .mapping(known), mark: profile.value.mark)
      let merged = SpecChecker(catalog: builtIn)
      var layered = root.merged(with: layer)
      if let programs {
        layered = try programs.resolved(layered)
      } else if layered["experiment"].map({ ProgramFiles.isNamed($0) || ProgramFiles.hasNames($0) }) == true {
        continue
      }
      _ = merged.content(of: layered, profile: profile.key)
      // What is wrong without the profile is not the profile's.
      let found = merged.problems.filter { !base.problems.contains($0) }
      let whole = SpecLayer(
        path: "profiles.\(profile.key)", node: layer, mark: profile.keyMark, base: root, merged: layered)
      problems += placed(found, in: [whole], programs)
    }
  }

  /// Problems at the places in the layers that bring them.
  func placed(_ problems: [SpecProblem], in layers: [SpecLayer], _ programs: ProgramFiles?) -> [SpecProblem] {
    SpecLayer.placed(problems, in: layers) { node in
      let checker = SpecChecker(catalog: builtIn)
      guard let whole = try? programs.map({ try $0.resolved(node) }) ?? node else { return [] }
      _ = checker.content(of: whole, profile: nil)
      return checker.problems
    }
  }

  private func name(_ root: SpecNode) -> String {
    guard let node = root["name"], !node.isNull else {
      report(root.mark, "the spec has no `name`", expected: "for example `name: my-sweep`")
      return ""
    }
    let expected = "a letter, then letters, digits, `-`, `_` and `.`, at most 64 in all"
    guard let name = text(node, "`name`", expected: expected) else { return "" }
    guard let first = name.first, first.isASCII, first.isLetter, name.utf8.count <= 64,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    else {
      report(node.mark, "the name \(node.kindName)", expected: expected)
      return ""
    }
    guard name != "last", name != "all" else {
      report(node.mark, "the name `\(name)`, which commands understand otherwise", expected: "another name")
      return ""
    }
    return name
  }

  private func experiment(_ root: SpecNode, _ content: inout SweepContent) -> ExperimentSchema? {
    guard let node = root["experiment"], !node.isNull else {
      report(
        root.mark, "the spec has no `experiment`",
        expected: "one of " + catalog.names.joined(separator: ", "))
      return nil
    }
    if node.entries != nil {
      content.program = program(node)
      catalog = builtIn.including(content.program)
      return content.program?.schema
    }
    if ProgramFiles.isNamed(node) {
      report(
        node.mark, "a file as `experiment`",
        expected: "the declaration itself, which `percolate submit` puts in the place of the file's name")
      return nil
    }
    guard let name = text(node, "`experiment`", expected: "an experiment's name, or a program's declaration")
    else { return nil }
    guard let schema = catalog[name]?.schema else {
      reportUnknown("experiment", name, node.mark, known: catalog.names)
      return nil
    }
    return schema
  }
}
