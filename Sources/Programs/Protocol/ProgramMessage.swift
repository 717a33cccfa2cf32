internal import SweepModel

/// One line that a program writes on its private descriptor: docs/programs.md.
enum ProgramMessage: Hashable {
  /// Values of streamed metrics at a step.
  case metrics([String: Double], step: Int)
  case progress(step: Int)
  /// A file or folder in the checkpoints' folder that is complete.
  case checkpoint(name: String, step: Int)
  /// A file in the artifacts' folder, under the name that the spec declares.
  case artifact(name: String, file: String)
  /// The final metrics.
  case result([String: Double])

  /// What is wrong with a line, as the end of a sentence: "a line that ...".
  struct Problem: Error, Hashable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
  }

  /// The most bytes of a line.
  static let lineLimit = 1 << 20

  /// Reads a line without its end.
  init(line: [UInt8]) throws(Problem) {
    let json: JSONValue
    do throws(JSONError) {
      json = try CanonicalJSON.parseValue(line, limit: ProgramMessage.lineLimit)
    } catch {
      let text = PlainText.line(String(decoding: line.prefix(100), as: UTF8.self))
      // As Python's json writes them.
      if ["NaN", "Infinity"].contains(where: { String(decoding: line, as: UTF8.self).contains($0) }) {
        throw Problem("a value that is not a number or infinite, `\(text)`, which is no result")
      }
      throw Problem("a line that is no JSON, `\(text)`: \(error.problem)")
    }
    guard case .object(let members) = json else { throw Problem("JSON that is no object") }
    let words = ["metrics", "progress", "checkpoint", "artifact", "result"]
    let found = words.filter { members[$0] != nil }
    guard let word = found.first, found.count == 1 else {
      throw Problem(
        "an object with \(found.isEmpty ? "none" : "several") of the keys " + words.joined(separator: ", "))
    }
    let more = ["metrics": ["step"], "checkpoint": ["step"], "artifact": ["file"]][word] ?? []
    if let unknown = members.keys.filter({ $0 != word && !more.contains($0) }).min() {
      throw Problem(
        "the key `\(PlainText.line(String(unknown.prefix(100))))`, which a line of \(word) does not have")
    }
    switch word {
    case "metrics":
      self = .metrics(
        try ProgramMessage.values(members[word]), step: try ProgramMessage.step(members["step"]))
    case "progress": self = .progress(step: try ProgramMessage.step(members[word]))
    case "checkpoint":
      self = .checkpoint(
        name: try ProgramMessage.text(members[word], "checkpoint"),
        step: try ProgramMessage.step(members["step"]))
    case "artifact":
      let name = try ProgramMessage.text(members[word], "artifact")
      let file = members["file"] == nil ? name : try ProgramMessage.text(members["file"], "file")
      self = .artifact(name: name, file: file)
    default: self = .result(try ProgramMessage.values(members[word]))
    }
  }

  private static func values(_ json: JSONValue?) throws(Problem) -> [String: Double] {
    guard case .object(let members)? = json else { throw Problem("metrics that are no object") }
    var values: [String: Double] = [:]
    for (name, value) in members {
      guard let number = value.number else {
        throw Problem(
          "the metric `\(PlainText.line(String(name.prefix(100))))` with a value that is no number")
      }
      guard number.isFinite else {
        throw Problem("the metric \(PlainText.line(name)) with an infinite value")
      }
      values[name] = number
    }
    return values
  }

  private static func step(_ json: JSONValue?) throws(Problem) -> Int {
    guard let step = json?.integer, step >= 0 else {
      throw Problem("a line without a step, which is a whole number of at least 0")
    }
    return step
  }

  private static func text(_ json: JSONValue?, _ what: String) throws(Problem) -> String {
    guard let text = json?.text, !text.isEmpty, text.utf8.count <= 4096, !text.utf8.contains(0) else {
      throw Problem("a \(what) that is no name")
    }
    return text
  }
}
