internal import SweepModel

extension SweepContent {
  /// Reads ``json`` back.
  ///
  /// - Parameter catalog: gives values their types. A sweep of an experiment, or of a version of it, that
  ///   the catalog lacks is restored all the same: its report must stay readable.
  init(json: JSONValue, catalog: ExperimentCatalog) throws(StoredSweepError) {
    guard json["schema"]?.integer == 1 else {
      throw StoredSweepError("its format is not the one that this version of percolate writes")
    }
    experiment = try json.text("experiment")
    version = try json.integer("version", in: 0...Int.max)
    if let source = json["program"]?.text {
      program = try ProgramDeclaration(stored: source, version: version)
    }
    if let rule = json["stop"] {
      guard let rule = StopRule(json: rule) else { throw StoredSweepError(missing: "stop") }
      stop = rule
    }
    let catalog = stop == nil ? catalog.including(program) : catalog.including(program).stopping(experiment)
    let found = catalog[experiment]?.schema
    let schema = found?.version == version ? found : nil
    name = try json.text("name")
    summary = try json.text("summary")
    guard let parameters = json["parameters"]?.parameters else {
      throw StoredSweepError(missing: "parameters")
    }
    self.parameters = parameters.typed(by: schema)
    axes = try json.axes("axes", schema)
    for group in try json.items("zip") {
      guard let names = group.list?.compactMap(\.text) else { throw StoredSweepError(missing: "zip") }
      zips.append(names)
    }
    for item in try json.items("exclude") {
      exclusions.append(
        Exclusion(condition: try item.condition("if", schema), reason: try item.text("because")))
    }
    for item in try json.items("when") {
      guard let set = item["parameters"]?.parameters else { throw StoredSweepError(missing: "when") }
      conditionals.append(
        ConditionalBlock(
          condition: try item.condition("if", schema), axes: try item.axes("axes", schema),
          parameters: set.typed(by: schema)))
    }
    replicates = try json.integer("replicates", in: 1...Sweep.taskLimit)
    seed = try json.integer("seed", in: 0...Int.max)
    if let list = json["seeds"]?.list {
      let numbers = list.compactMap(\.integer).filter { $0 >= 0 }
      guard numbers.count == list.count, numbers.count == replicates else {
        throw StoredSweepError(missing: "seeds")
      }
      seeds = numbers
    }
    priority = try json.integer("priority", in: Int.min...Int.max)
    profile = json["profile"]?.text
    guard let resources = json["resources"], let limits = json["limits"] else {
      throw StoredSweepError(missing: "limits")
    }
    self.resources = Resources(
      threads: try resources.integer("threads", in: 1...1024),
      memory: resources["memory"]?.integer == nil
        ? nil : try resources.integer("memory", in: 0...(1 << 60)),
      gpus: resources["gpus"] == nil ? 0 : try resources.integer("gpus", in: 0...64))
    self.limits = Limits(
      time: limits["time"]?.number, stall: limits["stall"]?.number,
      attempts: try limits.integer("attempts", in: 1...Int.max))
    if let refine = json["refine"] { refinement = try refine.refinement(replicates...Sweep.taskLimit) }
    if let compared = json["compare"] {
      guard let rule = Comparison(json: compared, schema: schema), rule.replicates >= replicates else {
        throw StoredSweepError(missing: "compare")
      }
      comparison = rule
    }
    if let limit = json["budget"] {
      guard let seconds = limit.number, seconds > 0 else { throw StoredSweepError(missing: "budget") }
      budget = seconds
    }
    let context = StoredCurveContext(schema: schema, catalog: catalog)
    for item in try json.items("curves") {
      guard let curve = CurveDefinition(json: item, context) else {
        throw StoredSweepError(missing: "curves")
      }
      curves.append(curve)
    }
    for item in json["sheets"]?.list ?? [] {
      guard let curve = CurveDefinition(json: item, as: Pictures.self, context) else {
        throw StoredSweepError(missing: "sheets")
      }
      pictures.append(curve)
    }
  }
}

extension JSONValue {
  fileprivate func text(_ key: String) throws(StoredSweepError) -> String {
    guard let text = self[key]?.text else { throw StoredSweepError(missing: key) }
    return text
  }

  fileprivate func integer(_ key: String, in range: ClosedRange<Int>) throws(StoredSweepError) -> Int {
    guard let number = self[key]?.integer, range.contains(number) else {
      throw StoredSweepError(missing: key)
    }
    return number
  }

  fileprivate func refinement(_ replicates: ClosedRange<Int>) throws(StoredSweepError) -> Refinement {
    guard let level = self["level"]?.number, level.isFinite, let tolerance = self["tolerance"]?.tolerance
    else { throw StoredSweepError(missing: "refine") }
    return Refinement(
      metric: try text("metric"), level: level, along: try text("along"), across: self["across"]?.text,
      tolerance: tolerance,
      replicates: try integer("replicates", in: replicates),
      points: self["points"]?.integer == nil ? nil : try integer("points", in: 2...Sweep.taskLimit))
  }

  private var tolerance: RefinementTolerance? {
    if let absolute = number { return absolute > 0 ? .absolute(absolute) : nil }
    guard let relative = self["relative"]?.number, relative > 0, relative < 1 else { return nil }
    return .relative(relative)
  }

  fileprivate func items(_ key: String) throws(StoredSweepError) -> [JSONValue] {
    guard let items = self[key]?.list else { throw StoredSweepError(missing: key) }
    return items
  }

  fileprivate func condition(
    _ key: String, _ schema: ExperimentSchema?
  ) throws(StoredSweepError) -> Condition {
    guard let json = self[key], let condition = Condition(json, schema) else {
      throw StoredSweepError(missing: key)
    }
    return condition
  }

  fileprivate func axes(_ key: String, _ schema: ExperimentSchema?) throws(StoredSweepError) -> [Axis] {
    var axes: [Axis] = []
    for json in try items(key) {
      let name = try json.text("name")
      let definition = schema?[name]
      if case .list(let values)? = json["values"]?.parameterValue {
        axes.append(Axis(name: name, values: values.map { $0.typed(by: definition) }))
        continue
      }
      let range = DecimalRange(
        first: try json.integer("first", in: Int.min...Int.max),
        step: try json.integer("step", in: Int.min...Int.max),
        exponent: try json.integer("exponent", in: -10_000...10_000),
        count: try json.integer("count", in: 1...Sweep.taskLimit))
      var isReal = false
      if case .real? = definition?.kind { isReal = true }
      axes.append(Axis(name: name, values: AxisValues(range, isReal: isReal), range: range))
    }
    return axes
  }
}
