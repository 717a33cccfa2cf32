package import SweepModel

/// Reads specs: YAML bytes in, a checked ``Sweep`` or every problem with its place out.
package enum SpecParser {
  /// The largest spec, in bytes.
  package static let sizeLimit = SpecReader.sizeLimit

  /// - Parameters:
  ///   - bytes: the file, untrusted, at most 1 MiB of UTF-8.
  ///   - file: what messages call the file.
  ///   - profile: the entry of `profiles` to merge over the spec: mappings merge key by key (an axis is
  ///     replaced whole), lists and values are replaced, and `~` removes a key.
  ///   - overrides: `PATH=VALUE` as `--set` takes them, such as `axes.lambda=[0.3]`; applied last, in order.
  ///   - catalog: the experiments that a spec may name.
  ///   - programs: gets declarations that lie in files of their own; nil where a spec may name none.
  ///   - goesOn: asked every thousand points of a long check; false gives up, with ``SpecErrors``.
  /// - Throws: ``SpecErrors`` with all that is wrong.
  package static func parse(
    _ bytes: [UInt8], file: String, profile: String? = nil, overrides: [String] = [],
    catalog: ExperimentCatalog, programs: ProgramFiles? = nil, goesOn: () -> Bool = { true }
  ) throws(SpecErrors) -> Sweep {
    var root = try SpecReader.read(bytes, file: file)
    let checker = SpecChecker(catalog: catalog)
    guard root.entries != nil else {
      throw SpecErrors([
        SpecProblem(root.mark, root.kindName, expected: "a mapping with `name`, `experiment` and `axes`")
      ])
    }
    let profiles = root["profiles"]
    if let programs {
      root = try programs.resolved(root)
    } else if let override = overrides.last(where: { $0.hasPrefix("experiment=") }) {
      // In the place of a file that only the submitter has.
      root = try root.merged(withOverride: override)
    }
    try checker.checkProfiles(of: root, programs)
    let plain = root
    var layers: [SpecLayer] = []
    if let profile {
      root = try root.merged(withProfile: profile, from: profiles)
      if let entry = profiles?.entries?.first(where: { $0.key == profile }) {
        layers.append(
          SpecLayer(
            path: "profiles.\(profile)", node: entry.value, mark: entry.keyMark, base: plain, merged: root))
      }
    }
    for override in overrides {
      let base = root
      root = try root.merged(withOverride: override)
      let mark = SpecNode.mark(ofOverride: override)
      layers.append(
        SpecLayer(node: SpecNode(content: .mapping([]), mark: mark), mark: mark, base: base, merged: root))
    }
    if let programs { root = try programs.resolved(root) }
    let inherited = checker.problems
    let content = checker.content(of: root, profile: profile)
    if !checker.problems.isEmpty {
      let own = Array(checker.problems.dropFirst(inherited.count))
      throw SpecErrors(inherited + checker.placed(own, in: layers, programs))
    }
    do throws(SpecErrors) {
      return try checker.sweep(
        content, root, over: profile == nil && overrides.isEmpty ? nil : plain, goesOn)
    } catch {
      throw error.mapped { SpecLayer.placed($0, atKeysOf: layers, root) }
    }
  }
}
