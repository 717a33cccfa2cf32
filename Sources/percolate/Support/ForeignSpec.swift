internal import Foundation

/// Files of other tools that people give to `run` when they come from there.
enum ForeignSpec: CaseIterable {
  case weightsAndBiases, hydra, kubernetes, dvc, batchScript, commands, python, list

  /// What a file looks like, judged by its first level of keys or its lines; nil where it might be a spec.
  static func of(_ bytes: [UInt8]) -> ForeignSpec? {
    let text = String(decoding: bytes.prefix(65_536), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map(String.init)
    let content = lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter {
      !$0.isEmpty && !$0.hasPrefix("#")
    }
    let keys = topLevelKeys(bytes, lines)
    if keys.contains("experiment"), !keys.contains("method") { return nil }
    if keys.contains("parameters"), !keys.isDisjoint(with: ["method", "program", "metric", "command"]) {
      return .weightsAndBiases
    }
    if keys.contains("hydra") || keys.contains("defaults") { return .hydra }
    if keys.isSuperset(of: ["apiVersion", "kind"]) { return .kubernetes }
    if keys.contains("stages") { return .dvc }
    if lines.first?.hasPrefix("#!") == true || lines.contains(where: { $0.hasPrefix("#SBATCH") }) {
      return .batchScript
    }
    guard let first = content.first else { return nil }
    if first.hasPrefix("[") || content.allSatisfy({ $0.hasPrefix("- ") || $0.hasPrefix("[") }) {
      return .list
    }
    if content.contains(where: { $0.hasPrefix("import ") || $0.hasPrefix("from ") && $0.contains(" import ") }
    ) {
      return .python
    }
    let isCommand = { (line: String) in
      !line.contains(": ") && !line.hasSuffix(":") && (line.contains(" -") || programs.contains(word(line)))
    }
    return content.allSatisfy(isCommand) ? .commands : nil
  }

  private static let programs: Set<String> = [
    "python", "python3", "bash", "sh", "srun", "sbatch", "julia", "Rscript",
  ]

  private static func word(_ line: String) -> String {
    line.split(separator: " ").first.map(String.init) ?? ""
  }

  private static func topLevelKeys(_ bytes: [UInt8], _ lines: [String]) -> Set<String> {
    if let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] {
      return Set(object.keys)
    }
    return Set(
      lines.compactMap { line in
        guard let first = line.first, first.isLetter || first == "\"", let colon = line.firstIndex(of: ":")
        else {
          return nil
        }
        return line[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: " \"'"))
      })
  }

  /// What it looks like, for a sentence.
  private var name: String {
    switch self {
    case .weightsAndBiases: "a Weights & Biases sweep"
    case .hydra: "a Hydra configuration"
    case .kubernetes: "a Kubernetes manifest"
    case .dvc: "a DVC pipeline"
    case .batchScript: "a batch script"
    case .commands: "a list of commands"
    case .python: "a Python program"
    case .list: "a list of runs"
    }
  }

  /// How what it says is said in a spec.
  private var translation: String {
    switch self {
    case .weightsAndBiases:
      "What stands there as `parameters: {NAME: {values: [..]}}` is `axes: {NAME: [..]}` here, and `{value: 3}` is "
        + "`parameters: {NAME: 3}`. Every combination runs; to search for a crossing instead, see `refine`. `percolate convert` "
        + "writes a spec from a sweep with `method: grid`."
    case .hydra:
      "What is swept there by `--multirun NAME=1,2` is `axes: {NAME: [1, 2]}` here, and what is fixed stands below "
        + "`parameters`."
    case .list:
      "Instead of a list with every run, a spec names the values of each axis once: `axes: {NAME: [1, 2]}`."
    case .kubernetes, .dvc, .batchScript, .commands, .python:
      "A spec names an experiment that is built in, which `percolate experiments` lists, or declares a program of yours under "
        + "`experiment`, with its command and parameters, see docs/programs.md; and it says which values of them to try. "
        + "`percolate convert` writes one from a command line of Hydra with `--multirun`."
    }
  }

  /// What to say about a file that looks like this.
  func advice(file: String) -> String {
    """
    \(file) looks like \(name), not like a spec of percolate. \(translation) A whole spec:
      name: my-sweep
      experiment: percolation
      axes:
        sigma: [0.1, 0.2, 0.3]
      replicates: 5
    """
  }
}
