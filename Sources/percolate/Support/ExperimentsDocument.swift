internal import Coordinator
internal import Messages
internal import SweepModel

/// What `experiments --json` prints.
struct ExperimentsDocument: Document {
  struct Parameter: Codable, Sendable {
    var name: String
    /// A letter, as formulas have it; nil for none.
    var symbol: String?
    /// Words in place of the name; nil for the name.
    var label: String?
    var takes: String
    var unit: String
    /// Nil for a parameter that tasks have only where a spec gives it.
    var defaultValue: ParameterJSON?
    /// The parameter that this one stands in for, which has a default.
    var inPlaceOf: String?
    /// What a task without the parameter does, where it is optional.
    var withoutIt: String?
    var summary: String
  }

  struct Metric: Codable, Sendable {
    var name: String
    /// A letter, as formulas have it; nil for none.
    var symbol: String?
    /// Words in place of the name; nil for the name.
    var label: String?
    var unit: String
    var isStreamed: Bool
    var summary: String
  }

  struct Artifact: Codable, Sendable {
    var name: String
    var mediaType: String
    var summary: String
  }

  struct Row: Codable, Sendable {
    var name: String
    var version: Int
    var summary: String
    var parameters: [Parameter]
    var metrics: [Metric]
    var artifacts: [Artifact]
  }

  var version = 1
  var experiments: [Row]

  init(_ schemas: [ExperimentSchema]) {
    experiments = schemas.map { schema in
      Row(
        name: schema.name, version: schema.version, summary: schema.summary,
        parameters: schema.parameters.map {
          Parameter(
            name: $0.name, symbol: $0.label.symbol, label: $0.label.words, takes: $0.kind.expectation,
            unit: $0.unit,
            defaultValue: $0.defaultValue.map(ParameterJSON.init), inPlaceOf: $0.replaces,
            withoutIt: $0.absence, summary: $0.summary)
        },
        metrics: schema.metrics.map {
          Metric(
            name: $0.name, symbol: $0.label.symbol, label: $0.label.words, unit: $0.unit,
            isStreamed: $0.isStreamed, summary: $0.summary)
        },
        artifacts: schema.artifacts.map {
          Artifact(name: $0.name, mediaType: $0.mediaType, summary: $0.summary)
        })
    }
  }
}
