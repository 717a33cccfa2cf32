extension TaskDefinition {
  /// Bytes that do not describe a task of the experiment at hand.
  public struct Mismatch: Error, Hashable, Sendable, CustomStringConvertible {
    public var description: String

    init(_ description: String) { self.description = "task definition: \(description)" }
  }

  /// The most bytes that a definition may have.
  public static let sizeLimit = 1 << 20

  /// Reads ``canonicalJSON`` back, with the types that the experiment's schema gives its parameters.
  ///
  /// - Throws: ``Mismatch`` where the bytes are not canonical, and as ``typed(by:)``.
  public init(canonicalJSON bytes: [UInt8], schema: ExperimentSchema) throws(Mismatch) {
    self = try TaskDefinition(canonicalJSON: bytes).typed(by: schema)
  }

  /// The same task, its parameters with the types that the experiment's schema gives them.
  ///
  /// - Throws: ``Mismatch`` where the task is of another experiment or version, or where a parameter is missing,
  ///   unknown, of another type or out of its range.
  public func typed(by schema: ExperimentSchema) throws(Mismatch) -> TaskDefinition {
    guard experiment == schema.name, version == schema.version else {
      throw Mismatch(
        "it asks for experiment \(experiment) version \(version); this program has \(schema.name) version"
          + " \(schema.version). Run the same version of percolate everywhere")
    }
    var typed: Parameters = [:]
    for definition in schema.parameters {
      guard let value = parameters[definition.name] else {
        let isReplaced = schema.parameters.contains {
          $0.replaces == definition.name && parameters[$0.name] != nil
        }
        if definition.defaultValue == nil || isReplaced { continue }
        throw Mismatch("parameter \(definition.name) is missing")
      }
      guard let coerced = definition.kind.coerced(value) else {
        throw Mismatch("parameter \(definition.name) is \(value); expected \(definition.kind.expectation)")
      }
      typed[definition.name] = coerced
    }
    if let unknown = parameters.keys.filter({ typed[$0] == nil }).min() {
      throw Mismatch("experiment \(experiment) has no parameter \(unknown)")
    }
    var definition = self
    definition.parameters = typed
    return definition
  }

  /// Reads ``canonicalJSON`` back with no schema: whole numbers become integers, but for parameters of a program, which
  /// the definition itself gives their types.
  ///
  /// - Throws: ``Mismatch`` where the bytes are not the canonical text of a task.
  public init(canonicalJSON bytes: [UInt8]) throws(Mismatch) {
    let json: JSONValue
    do {
      json = try CanonicalJSON.parseValue(bytes, limit: TaskDefinition.sizeLimit)
    } catch {
      throw Mismatch("\(error)")
    }
    guard case .object(let members) = json,
      members.count == 5 + ["program", "stop"].count(where: { json[$0] != nil }),
      let experiment = json["experiment"]?.text,
      let version = json["version"]?.integer, let seed = json["seed"]?.integer, seed >= 0,
      let replicate = json["replicate"]?.integer, replicate >= 0,
      let parameters = json["parameters"]?.parameters
    else {
      throw Mismatch("expected an object of experiment, parameters, replicate, seed and version")
    }
    self.init(
      experiment: experiment, version: version, parameters: parameters, seed: seed, replicate: replicate)
    if let brought = json["program"] {
      guard let program = TaskProgram(json: brought) else {
        throw Mismatch(
          "its program cannot be read: it was damaged, or written by a later release than \(TaskProgram.capability)"
        )
      }
      guard let typed = program.typed(parameters) else {
        throw Mismatch("its parameters are not those that its program declares")
      }
      self.program = program
      self.parameters = typed
    }
    if let rule = json["stop"] {
      guard let stop = StopRule(json: rule) else {
        throw Mismatch("its stop rule cannot be read: it was damaged, or written by a later release")
      }
      self.stop = stop
    }
    // The id is the hash of these bytes, so another spelling would be another task.
    guard canonicalJSON == bytes else { throw Mismatch("its JSON is not in canonical form") }
  }

  /// How many bytes of a canonical text name the experiment and its parameters: all before the replicate, the seed and
  /// the version. Tasks of one point have the same.
  ///
  /// - Returns: nil where the end of the text is not that of a task.
  public static func pointLength(ofCanonicalJSON bytes: [UInt8]) -> Int? {
    var end = bytes[...]
    func drop(_ text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      guard end.suffix(count).elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count)) else {
        return false
      }
      end.removeLast(count)
      return true
    }
    /// A whole number that is not negative, without leading zeros, as large as JSON holds exactly.
    func dropNumber() -> Bool {
      var count = 0
      var first: UInt8 = 0
      while let byte = end.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        first = byte
        count += 1
        end.removeLast()
      }
      return (1...15).contains(count) && (count == 1 || first != UInt8(ascii: "0"))
    }
    /// A rule that reads back as it is written, from the last place where one can begin; nothing where there is none.
    func dropStop() -> Bool {
      guard end.last == UInt8(ascii: "}") else { return true }
      let mark = Array(",\"stop\":".utf8)
      guard let start = end.indices.suffix(1 << 10).last(where: { end[$0...].starts(with: mark) }),
        let json = try? CanonicalJSON.parseValue(Array(end[(start + mark.count)...])),
        let rule = StopRule(json: json),
        CanonicalJSON.text(json: rule.json).utf8.elementsEqual(end[(start + mark.count)...])
      else { return false }
      end = end[..<start]
      return true
    }
    let isTask =
      drop("}") && dropNumber() && drop(",\"version\":") && dropStop() && dropNumber() && drop(",\"seed\":")
      && dropNumber() && drop(",\"replicate\":")
    return isTask ? end.count : nil
  }
}
