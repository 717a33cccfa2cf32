/// What can be swept and measured: all that a spec is checked against, with no code behind it.
public struct ExperimentSchema: Sendable, Hashable {
  /// A named number that the experiment reports.
  public struct Metric: Sendable, Hashable {
    /// What people read, with the name and the unit.
    public var label: Label
    public var summary: String
    /// True where it is also streamed at steps while the task runs.
    public var isStreamed: Bool
    /// True where a task's result may have it; false where it is only streamed, so that it has a value at
    /// steps and none of the whole task.
    public var isFinal: Bool
    /// True where every task's result has it: one without it is no result.
    public var isRequired: Bool
    /// Where its values lie by definition, such as 0...1 for a share; nil where nothing bounds them.
    public var range: ClosedRange<Double>?
    /// Its colour in every figure, as `#rrggbb`, where pictures have one for the same thing; nil for any.
    public var colour: String?

    public var name: String { label.name }
    public var unit: String { label.unit }

    /// - Parameters:
    ///   - symbol: see ``Label/symbol``.
    ///   - words: see ``Label/words``.
    public init(
      _ name: String, unit: String = "", symbol: String? = nil, label words: String? = nil,
      streamed: Bool = false, final: Bool = true, required: Bool = false,
      range: ClosedRange<Double>? = nil, colour: String? = nil, _ summary: String
    ) {
      label = Label(name, symbol: symbol, words: words, unit: unit)
      self.range = range
      self.colour = colour
      self.isStreamed = streamed
      self.isFinal = final
      self.isRequired = required
      self.summary = summary
    }
  }

  /// A file that a task leaves behind.
  public struct Artifact: Sendable, Hashable {
    /// What a colour of a picture means.
    public struct Colour: Sendable, Hashable {
      /// `#rrggbb`.
      public var colour: String
      public var meaning: String

      public init(_ colour: String, _ meaning: String) {
        self.colour = colour
        self.meaning = meaning
      }
    }

    public var name: String
    /// "image/png", "text/csv".
    public var mediaType: String
    public var summary: String
    /// What the colours of a picture mean, for the legend of a figure of kind `pictures`; empty where none has a
    /// meaning, or where the picture says so itself.
    public var colours: [Colour]

    public init(_ name: String, mediaType: String, colours: [Colour] = [], _ summary: String) {
      self.name = name
      self.mediaType = mediaType
      self.colours = colours
      self.summary = summary
    }
  }

  public var name: String
  /// Raised whenever the same parameters and seed would give other numbers.
  public var version: Int
  public var summary: String
  public var parameters: [ParameterDefinition]
  public var metrics: [Metric]
  public var artifacts: [Artifact]
  /// The most tasks that ``Experiment/run(together:)`` takes; 1 where replicates gain nothing from company.
  public var replicatesTogether: Int
  /// True where an interrupted task saves a checkpoint and goes on from it. A task of an experiment that does not
  /// has to run from start to end on one worker, so a worker that leaves before its end is not given it.
  public var savesCheckpoints: Bool

  public init(
    name: String, version: Int, summary: String, parameters: [ParameterDefinition], metrics: [Metric],
    artifacts: [Artifact] = [], replicatesTogether: Int = 1, savesCheckpoints: Bool = false
  ) {
    self.name = name
    self.version = version
    self.summary = summary
    self.parameters = parameters
    self.metrics = metrics
    self.artifacts = artifacts
    self.replicatesTogether = max(1, replicatesTogether)
    self.savesCheckpoints = savesCheckpoints
  }

  /// Every parameter's default, where it has one.
  public var defaults: Parameters {
    Dictionary(
      parameters.compactMap { parameter in parameter.defaultValue.map { (parameter.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }
}
