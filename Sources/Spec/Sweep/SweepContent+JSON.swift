internal import SweepModel

extension SweepContent {
  /// What determines tasks and curves, with every value written out; hashed for the sweep's id.
  var identity: StreamedJSON {
    var members: [String: StreamedJSON] = [
      "axes": .axes(axes),
      "curves": .json(.list(curves.map(\.json))),
      "exclude": .json(.list(exclusions.map { JSONValue($0.condition) })),
      "experiment": .json(.text(experiment)),
      "name": .json(.text(name)),
      "parameters": .json(JSONValue(parameters)),
      "replicates": .json(.integer(replicates)),
      "seed": .json(.integer(seed)),
      "version": .json(.integer(version)),
      "when": .list(
        conditionals.map { block in
          .object([
            "axes": .axes(block.axes), "if": .json(JSONValue(block.condition)),
            "parameters": .json(JSONValue(block.parameters)),
          ])
        }),
      "zip": .json(
        .list(zips.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }.map(JSONValue.words))),
    ]
    // Sweeps without them keep the ids that they had before there were any.
    if !pictures.isEmpty { members["sheets"] = .json(.list(pictures.map(\.json))) }
    if let refinement { members["refine"] = .json(refinement.json) }
    if let comparison { members["compare"] = .json(comparison.json) }
    if let budget { members["budget"] = .json(.real(budget)) }
    if let stop { members["stop"] = .json(stop.json) }
    if let seeds { members["seeds"] = .json(.list(seeds.map(JSONValue.integer))) }
    if let program { members["program"] = .json(program.program.json) }
    // Other files are another sweep, whose tasks are those of the first where a version stands for the files.
    if let bundle = program?.bundle { members["files"] = .json(.text(bundle.digest.hex)) }
    return .object(members)
  }

  /// All of it, in a form that ``init(json:schema:)`` reads back exactly.
  var json: JSONValue {
    grown([
      "axes": .list(axes.map(\.json)),
      "curves": .list(curves.map(\.json)),
      "exclude": .list(
        exclusions.map { .object(["if": JSONValue($0.condition), "because": .text($0.reason)]) }),
      "experiment": .text(experiment),
      "limits": .object([
        "attempts": .integer(limits.attempts), "stall": .optional(limits.stall),
        "time": .optional(limits.time),
      ]),
      "name": .text(name),
      "parameters": JSONValue(parameters),
      "priority": .integer(priority),
      "profile": profile.map(JSONValue.text) ?? .null,
      "replicates": .integer(replicates),
      "resources": resources.json,
      "schema": .integer(1),
      "seed": .integer(seed),
      "summary": .text(summary),
      "version": .integer(version),
      "when": .list(
        conditionals.map { block in
          .object([
            "axes": .list(block.axes.map(\.json)), "if": JSONValue(block.condition),
            "parameters": JSONValue(block.parameters),
          ])
        }),
      "zip": .list(zips.map(JSONValue.words)),
    ])
  }

  /// An object with what only some sweeps have: those without keep the ids that they had before there was any of it.
  private func grown(_ members: [String: JSONValue]) -> JSONValue {
    var members = members
    if !pictures.isEmpty { members["sheets"] = .list(pictures.map(\.json)) }
    if let refinement { members["refine"] = refinement.json }
    if let comparison { members["compare"] = comparison.json }
    if let budget { members["budget"] = .real(budget) }
    if let stop { members["stop"] = stop.json }
    if let seeds { members["seeds"] = .list(seeds.map(JSONValue.integer)) }
    if let program { members["program"] = .text(program.source) }
    return .object(members)
  }
}

extension Resources {
  /// Without `gpus` where it needs none, as before there were any.
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "memory": memory.map(JSONValue.integer) ?? .null, "threads": .integer(threads),
    ]
    if gpus > 0 { members["gpus"] = .integer(gpus) }
    return .object(members)
  }
}

extension Refinement {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "along": .text(along), "level": .real(level), "metric": .text(metric),
      "points": points.map(JSONValue.integer) ?? .null, "replicates": .integer(replicates),
      "tolerance": tolerance.json,
    ]
    if let across { members["across"] = .text(across) }
    return .object(members)
  }
}

extension RefinementTolerance {
  fileprivate var json: JSONValue {
    switch self {
    case .absolute(let tolerance): .real(tolerance)
    case .relative(let tolerance): .object(["relative": .real(tolerance)])
    }
  }
}

extension Axis {
  /// A range as its four numbers, anything else as its values.
  var json: JSONValue {
    if let range {
      return .object([
        "name": .text(name), "first": .integer(range.first), "step": .integer(range.step),
        "exponent": .integer(range.exponent), "count": .integer(range.count),
      ])
    }
    return .object(["name": .text(name), "values": .values(Array(values))])
  }
}

extension JSONValue {
  static func values(_ values: [ParameterValue]) -> JSONValue { .list(values.map(JSONValue.init)) }
  static func words(_ words: [String]) -> JSONValue { .list(words.map(JSONValue.text)) }
  static func optional(_ number: Double?) -> JSONValue { number.map(JSONValue.real) ?? .null }
  static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.text) ?? .null }

  /// A condition: parameter names with lists of values.
  init(_ condition: Condition) { self = .object(condition.mapValues(JSONValue.values)) }
}
