internal import SweepModel

/// Writes specs from sweeps of other tools: of Weights & Biases with the grid method, and of Hydra.
package enum SpecConverter {
  /// The spec that a file's sweep is, with what it cannot say as comments.
  ///
  /// - Parameters:
  ///   - bytes: untrusted, at most 1 MiB of UTF-8: a sweep's YAML of Weights & Biases, a configuration of Hydra with what
  ///     its sweeper sweeps, or a command line with `--multirun`.
  ///   - file: what messages call it.
  /// - Throws: ``SpecErrors`` with what keeps it from being one.
  package static func spec(from bytes: [UInt8], file: String) throws(SpecErrors) -> String {
    let start = SpecMark(file: file, line: 1, column: 1)
    let command = HydraCommand(
      String(decoding: bytes.prefix(SpecReader.sizeLimit + 1), as: UTF8.self), file: file)
    if let command, bytes.count <= SpecReader.sizeLimit { return try command.sweep().text }
    let root = try SpecReader.read(bytes, file: file)
    if root["parameters"]?.entries != nil,
      root["method"] != nil || root["program"] != nil || root["command"] != nil
    {
      return try WandbSweep(root, file: file).sweep().text
    }
    if root["hydra"]?.entries != nil { return try HydraConfiguration(root, file: file).sweep().text }
    throw SpecErrors([
      SpecProblem(
        start, "neither a sweep of Weights & Biases nor one of Hydra",
        expected:
          "YAML with `method: grid` and `parameters`, YAML with `hydra: {sweeper: {params: ...}}`, or a command line with "
          + "`--multirun`")
    ])
  }
}

extension ForeignSweep.Literal {
  /// A value as YAML and Hydra write it; nil for a mapping.
  init?(_ node: SpecNode) {
    switch node.content {
    case .mapping: return nil
    case .list(let items):
      let literals = items.compactMap(ForeignSweep.Literal.init)
      guard literals.count == items.count else { return nil }
      self = .list(literals)
    case .scalar(let text, let isPlain): self = isPlain ? ForeignSweep.Literal(word: text) : .text(text)
    }
  }

  /// A bare word.
  init(word: String) {
    let number = DecimalNumber(word)
    switch word.lowercased() {
    case "true": self = .boolean(true)
    case "false": self = .boolean(false)
    default:
      if let number, let whole = number.integer, word.allSatisfy({ $0.isNumber || "+-".contains($0) }) {
        self = .integer(whole)
      } else if number != nil {
        self = .real(word)
      } else {
        self = .text(word)
      }
    }
  }
}
