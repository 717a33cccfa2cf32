/// A program of the user's that runs a task: all that a worker has to know of it, and all of it that determines
/// results.
///
/// It is a member of the ``TaskDefinition``, whose digest is the task's id: a worker gets it with the task, and another
/// command is another task. What people read (labels, units, descriptions) and what specs are checked against (ranges,
/// choices, defaults) is no part of it, so that those may change and recorded results stay.
public struct TaskProgram: Hashable, Sendable {
  /// Where a variable of the program's environment has its value from.
  public enum Variable: Hashable, Sendable {
    /// From the worker's environment; the variable is missing where the worker has none.
    case passed
    case set(String)
  }

  /// When tasks have a metric.
  public struct Metric: Hashable, Sendable {
    public var isStreamed: Bool
    public var isFinal: Bool
    public var isRequired: Bool

    public init(isStreamed: Bool, isFinal: Bool, isRequired: Bool) {
      self.isStreamed = isStreamed
      self.isFinal = isFinal
      self.isRequired = isRequired
    }
  }

  /// What workers say that they run, and tasks of programs need: the version of docs/programs.md.
  public static let capability = "program/1"

  /// As working directory: the folder with the files that the program brings.
  public static let filesFolder = "files"

  /// The program and its arguments, with `{parameter}` in the place of values; never empty.
  public var command: [CommandWord]
  /// Variables by name; no others are passed on.
  public var environment: [String: Variable]
  /// The folder in which it starts: an absolute path, or ``filesFolder``; nil for an empty one of its own.
  public var workingDirectory: String?
  /// The files that it brings, where their content is a part of what it is; nil where its version stands for them.
  public var files: Digest?
  public var savesCheckpoints: Bool
  /// The type of each parameter, without range.
  public var parameters: [String: ParameterDefinition.Kind]
  public var metrics: [String: Metric]
  /// Media types by name.
  public var artifacts: [String: String]

  public init(
    command: [CommandWord], environment: [String: Variable] = [:], workingDirectory: String? = nil,
    files: Digest? = nil, savesCheckpoints: Bool = false, parameters: [ParameterDefinition],
    metrics: [ExperimentSchema.Metric],
    artifacts: [ExperimentSchema.Artifact] = []
  ) {
    self.command = command
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.files = files
    self.savesCheckpoints = savesCheckpoints
    self.parameters = Dictionary(
      parameters.map { ($0.name, $0.kind.unbounded) }, uniquingKeysWith: { first, _ in first })
    self.metrics = Dictionary(
      metrics.map {
        ($0.name, Metric(isStreamed: $0.isStreamed, isFinal: $0.isFinal, isRequired: $0.isRequired))
      }, uniquingKeysWith: { first, _ in first })
    self.artifacts = Dictionary(
      artifacts.map { ($0.name, $0.mediaType) }, uniquingKeysWith: { first, _ in first })
  }

  /// What a worker holds results against: names and types, without what people read.
  public func schema(name: String, version: Int) -> ExperimentSchema {
    ExperimentSchema(
      name: name, version: version, summary: "",
      parameters: parameters.sorted { $0.key < $1.key }.map { ParameterDefinition($0.key, $0.value) },
      metrics: metrics.sorted { $0.key < $1.key }.map {
        .init(
          $0.key, streamed: $0.value.isStreamed, final: $0.value.isFinal, required: $0.value.isRequired, "")
      },
      artifacts: artifacts.sorted { $0.key < $1.key }.map { .init($0.key, mediaType: $0.value, "") },
      savesCheckpoints: savesCheckpoints)
  }

  /// The values with the types of the program's parameters; nil where one is missing, unknown or of another type.
  func typed(_ values: Parameters) -> Parameters? {
    guard values.count == parameters.count else { return nil }
    var typed: Parameters = [:]
    for (name, value) in values {
      guard let held = parameters[name]?.coerced(value) else { return nil }
      typed[name] = held
    }
    return typed
  }
}

extension ParameterDefinition.Kind {
  /// The type alone: every number, every text, lists of every length.
  public var unbounded: ParameterDefinition.Kind {
    switch self {
    case .boolean: .boolean
    case .integer: .integer(.min ... .max)
    case .real: .real(-.greatestFiniteMagnitude ... .greatestFiniteMagnitude)
    case .choice, .text: .text
    case .list(let item, _): .list(of: item.unbounded, count: 0 ... .max)
    case .either(let kinds): .either(kinds.map(\.unbounded))
    }
  }
}
