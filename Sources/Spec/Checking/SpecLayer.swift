/// What is laid over a spec: a profile, or one `--set`.
struct SpecLayer {
  /// `profiles.smoke`; nil for an override, whose mark says it all.
  var path: String?
  /// The keys that it changes; for an override its value alone.
  var node: SpecNode
  var mark: SpecMark
  /// The spec below it.
  var base: SpecNode
  /// The spec with it.
  var merged: SpecNode

  /// Problems that come with layers at the place in the layer that brings them: what a profile takes away or changes may
  /// only be missed elsewhere, at a key that is right without it.
  ///
  /// - Parameters:
  ///   - layers: in the order in which they were laid over the spec.
  ///   - check: what is wrong with a spec.
  static func placed(
    _ problems: [SpecProblem], in layers: [SpecLayer], _ check: (SpecNode) -> [SpecProblem]
  ) -> [SpecProblem] {
    guard !problems.isEmpty, let first = layers.first else { return problems }
    var known = Set(check(first.base))
    var places: [SpecProblem: SpecProblem] = [:]
    for layer in layers {
      let own = Set(layer.node.marks + [layer.mark])
      func isOwn(_ mark: SpecMark) -> Bool {
        own.contains(mark) || layer.path == nil && mark.file == layer.mark.file
      }
      let brought = problems.filter { !known.contains($0) && places[$0] == nil }
      guard !brought.isEmpty else { break }
      let found = Set(check(layer.merged))
      known.formUnion(found)
      let foreign = brought.filter { found.contains($0) && !isOwn($0.mark) }
      for (problem, place) in layer.culprits(of: foreign, check) { places[problem] = place }
    }
    return problems.map { places[$0] ?? $0 }
  }

  /// A problem of the whole, at the key of the layer that replaces the one that it is told at.
  static func placed(_ problem: SpecProblem, atKeysOf layers: [SpecLayer], _ root: SpecNode) -> SpecProblem {
    guard
      let key = root.entries?.first(where: { $0.keyMark == problem.mark || $0.value.mark == problem.mark })?
        .key,
      let layer = layers.last(where: { $0.path != nil && $0.node[key] != nil }),
      let entry = layer.node.entries?.first(where: { $0.key == key }),
      entry.value.mark != problem.mark
    else { return problem }
    return layer.place(problem, [entry])
  }

  /// The keys that bring problems all by themselves, as deep as mappings merge.
  private func culprits(
    of problems: [SpecProblem], _ check: (SpecNode) -> [SpecProblem]
  ) -> [(SpecProblem, SpecProblem)] {
    guard path != nil, !problems.isEmpty else { return problems.map { ($0, place($0, [])) } }
    var paths: [[SpecNode.Entry]] = []
    for entry in node.entries ?? [] {
      // The deeper ones first: they say it better.
      paths += (entry.value.entries ?? []).map { [entry, $0] } + [[entry]]
    }
    var rest = problems
    var found: [(SpecProblem, SpecProblem)] = []
    for path in paths where !rest.isEmpty {
      let layer = path.dropLast().reversed().reduce(SpecLayer.mapping(path.last)) { inner, entry in
        SpecNode(
          content: .mapping([.init(key: entry.key, keyMark: entry.keyMark, value: inner)]),
          mark: entry.value.mark)
      }
      let brought = Set(check(base.merged(with: layer)))
      for problem in rest where brought.contains(problem) { found.append((problem, place(problem, path))) }
      rest.removeAll { brought.contains($0) }
    }
    return found + rest.map { ($0, place($0, [])) }
  }

  private static func mapping(_ entry: SpecNode.Entry?) -> SpecNode {
    guard let entry else {
      return SpecNode(content: .mapping([]), mark: SpecMark(file: "", line: 1, column: 1))
    }
    return SpecNode(content: .mapping([entry]), mark: entry.keyMark)
  }

  private func place(_ problem: SpecProblem, _ keys: [SpecNode.Entry]) -> SpecProblem {
    var placed = problem
    let mark = keys.last?.keyMark ?? mark
    (placed.file, placed.line, placed.column) = (mark.file, mark.line, mark.column)
    let origin = problem.file == mark.file ? "\(problem.line):\(problem.column)" : "\(problem.mark)"
    let name = path.map { ([$0] + keys.map(\.key)).joined(separator: ".") + ": " } ?? ""
    placed.found = "\(name)\(problem.found), at \(origin)"
    return placed
  }
}
