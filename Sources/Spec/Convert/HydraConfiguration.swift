internal import SweepModel

/// A configuration of Hydra that says what its sweeper sweeps: `hydra: {sweeper: {params: ...}}`.
struct HydraConfiguration {
  private let root: SpecNode
  private let file: String

  init(_ root: SpecNode, file: String) {
    self.root = root
    self.file = file
  }

  func sweep() throws(SpecErrors) -> ForeignSweep {
    let sweeper = root["hydra"]?["sweeper"]
    let mark = sweeper?.mark ?? root["hydra"]?.mark ?? root.mark
    if case .list(let defaults)? = root["defaults"]?.content {
      for entry in defaults.flatMap({ $0.entries ?? [] }) where entry.key.hasSuffix("hydra/sweeper") {
        if case .scalar(let name, _) = entry.value.content, name != "basic" {
          throw HydraOverrides(at: entry.keyMark).sweeper(name)
        }
      }
    }
    if case .scalar(let target, _)? = sweeper?["_target_"]?.content, !target.contains("BasicSweeper") {
      throw HydraOverrides(at: mark).sweeper(target)
    }
    guard let params = sweeper?["params"]?.entries, !params.isEmpty else {
      throw SpecErrors([
        SpecProblem(
          mark, "nothing to sweep in this configuration",
          expected:
            "`hydra: {sweeper: {params: {lr: \"0.1,0.01\"}}}`; or a file with the command line that has "
            + "`--multirun`")
      ])
    }
    var sweep = ForeignSweep(origin: "\(file), a configuration of Hydra")
    sweep.workingDirectory = "scratch"
    sweep.command = ["python3", "{files}/main.py"]
    sweep.remarks.append("this file does not say which program it configures: name it in place of `main.py`")
    for entry in params {
      let overrides = HydraOverrides(at: entry.value.mark)
      let name = String(entry.key.drop { $0 == "+" })
      let values: [ForeignSweep.Literal]
      switch entry.value.content {
      case .scalar(let text, _): values = try overrides.values(text, of: name)
      case .list(let items): values = [.list(items.compactMap(ForeignSweep.Literal.init))]
      case .mapping:
        throw SpecErrors([
          SpecProblem(entry.value.mark, "a mapping for `\(name)`", expected: "text such as \"0.1,0.01\"")
        ])
      }
      sweep.command.append("\(ForeignSweep.literal(entry.key))=\(sweep.add(name, values))")
    }
    sweep.remarks.append(
      "everything else in this file stays the program's own configuration, and is read there")
    return sweep
  }
}
