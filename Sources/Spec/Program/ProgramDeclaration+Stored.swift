package import SweepModel

extension ProgramDeclaration {
  /// Reads back what a stored sweep has of its program.
  ///
  /// - Throws: ``StoredSweepError`` where it was damaged, or a later release wrote it.
  init(stored source: String, version: Int) throws(StoredSweepError) {
    do throws(SpecErrors) {
      let declaration = try ProgramDeclaration(
        Array(source.utf8), file: "program", catalog: ExperimentCatalog([]))
      guard declaration.schema.version == version else {
        throw SpecErrors([
          SpecProblem(SpecMark(file: "program", line: 1, column: 1), "another version than the sweep's")
        ])
      }
      self = declaration
    } catch {
      throw StoredSweepError("its program cannot be read: \(error)")
    }
  }

  /// Reads a declaration that stands alone, or that of a spec.
  ///
  /// - Parameters:
  ///   - bytes: untrusted, at most 1 MiB of UTF-8.
  ///   - file: what messages call it.
  ///   - catalog: whose names no program may have.
  ///   - programs: makes folders whole; nil where they are.
  package init(
    _ bytes: [UInt8], file: String, catalog: ExperimentCatalog, programs: ProgramFiles? = nil
  ) throws(SpecErrors) {
    var node = try SpecReader.read(bytes, file: file)
    if let named = node["experiment"], node["command"] == nil {
      if let programs { node = try programs.resolved(node)["experiment"] ?? named }
      guard node.entries != nil else {
        throw SpecErrors([
          SpecProblem(
            named.mark, "\(named.kindName) as `experiment`",
            expected:
              "a program's declaration here; `percolate experiments NAME` shows an experiment of percolate")
        ])
      }
    } else if let programs {
      node = try programs.whole(node)
    }
    guard node.entries != nil else {
      throw SpecErrors([
        SpecProblem(node.mark, node.kindName, expected: "a mapping with `name`, `version` and `command`")
      ])
    }
    let checker = SpecChecker(catalog: catalog)
    guard let declaration = checker.program(node) else { throw SpecErrors(checker.problems) }
    self = declaration
  }
}

extension Sweep {
  /// The program that a stored spec declares; nil where it declares none, or is damaged.
  package static func program(inResolved json: String) -> ProgramDeclaration? {
    guard let value = try? CanonicalJSON.parseValue(Array(json.utf8)), let source = value["program"]?.text,
      let version = value["version"]?.integer
    else { return nil }
    return try? ProgramDeclaration(stored: source, version: version)
  }

  /// A catalogue with the program that the sweep declares, if it does, and with what a stop rule adds to results.
  package func catalog(_ builtIn: ExperimentCatalog) -> ExperimentCatalog {
    let catalog = builtIn.including(program)
    return stop == nil ? catalog : catalog.stopping(experiment)
  }

  /// What puts the declaration into the place of a file's name, for whoever cannot read the file: a change of the spec
  /// as `--set` makes it; nil for a spec without a program.
  package var programOverride: String? { program.map { "experiment=" + $0.source } }
}
