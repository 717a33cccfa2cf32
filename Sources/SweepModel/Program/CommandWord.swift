/// One word of a command line, in which `{name}` stands for a value; `{{` and `}}` are braces.
public struct CommandWord: Hashable, Sendable {
  public enum Part: Hashable, Sendable {
    case text(String)
    /// A parameter, or one of ``CommandWord/taskPlaceholders``.
    case placeholder(String)
  }

  /// Why a word cannot be read.
  public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String
  }

  /// Placeholders that are no parameters: the numbers that random streams come from, and the task's id.
  public static let taskPlaceholders = ["seed", "replicate", "task"]
  /// The folder with the files that the program brings, unless it has a parameter of that name.
  public static let filesPlaceholder = "files"

  public let parts: [Part]

  /// The names in braces.
  public var placeholders: [String] {
    parts.compactMap { if case .placeholder(let name) = $0 { name } else { nil } }
  }

  /// Reads a word.
  public init(_ text: String) throws(Problem) {
    var parts: [Part] = []
    var plain = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        plain.append(character)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}"), !rest[..<end].contains("{"), !rest[..<end].isEmpty else {
          throw Problem(description: "`{` without a name and `}` behind it; a brace is written `{{`")
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        plain = ""
        parts.append(.placeholder(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      case "}": throw Problem(description: "`}` without `{` in front of it; a brace is written `}}`")
      default: plain.append(character)
      }
    }
    if !plain.isEmpty || parts.isEmpty { parts.append(.text(plain)) }
    self.parts = parts
  }

  /// The word as it was written.
  public var source: String {
    parts.map { part in
      switch part {
      case .text(let text): text.replacing("{", with: "{{").replacing("}", with: "}}")
      case .placeholder(let name): "{\(name)}"
      }
    }.joined()
  }

  /// The word for a task.
  ///
  /// - Parameter files: the folder with the program's files; nil where it brings none.
  public func filled(for task: TaskDefinition, files: String? = nil) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .placeholder("seed"): "\(task.seed)"
      case .placeholder("replicate"): "\(task.replicate)"
      case .placeholder("task"): "\(task.id)"
      case .placeholder(let name):
        task.parameters[name].map(CommandWord.text)
          ?? (name == CommandWord.filesPlaceholder ? files : nil) ?? ""
      }
    }.joined()
  }

  /// Text as it is, everything else as JSON.
  private static func text(of value: ParameterValue) -> String {
    if case .text(let text) = value { text } else { CanonicalJSON.text(of: value) }
  }
}
