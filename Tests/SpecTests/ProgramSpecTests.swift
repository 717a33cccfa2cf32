import SweepModel
import Testing

@testable import Spec

/// Programs that a spec declares as its experiment.
struct ProgramSpecTests {
  private static let declaration = """
    name: train
    version: 2
    description: A training
    command: [python3, train.py, "--rate={rate}", "{seed}"]
    environment: {pass: [PATH], set: {THREADS: 4}}
    parameters:
      rate: {kind: real, above: 0, maximum: 1, default: 0.1, unit: s, symbol: η, description: step}
      layers: {kind: integer, minimum: 1, maximum: 8, default: 2}
      model: {kind: choice, choices: [linear, relu], default: relu}
      sizes: {kind: list, of: integer, count: [1, 3], default: [4]}
      bias: {kind: boolean, default: true}
      note: {kind: text, default: "no"}
    metrics:
      accuracy: {range: [0, 1], label: hits}
      loss: {streamed: true}
      best: {required: false}
    artifacts: {samples: {type: image/png}}
    checkpoints: directory
    """

  /// A spec with the declaration under `experiment`.
  private static func spec(_ declaration: String = declaration, _ more: String = "axes: {rate: [0.1, 1]}")
    -> String
  {
    "name: t\nexperiment:\n"
      + declaration.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
      .joined(separator: "\n") + "\n" + more
  }

  @Test func `a declaration becomes a schema like any other`() throws {
    let sweep = try parse(Self.spec())
    let schema = try #require(sweep.program?.schema)
    #expect(schema.name == "train")
    #expect(sweep.experiment == "train" && sweep.version == 2)
    #expect(schema["rate"]?.kind == .real(0...1, aboveLower: true))
    #expect(schema["rate"]?.label == Label("rate", symbol: "η", unit: "s"))
    #expect(schema["layers"]?.kind == .integer(1...8))
    #expect(schema["model"]?.kind == .choice(["linear", "relu"]))
    #expect(schema["sizes"]?.kind == .list(of: .integer(.min ... .max), count: 1...3))
    #expect(schema.metric("accuracy")?.isRequired == true)
    #expect(schema.metric("loss")?.isFinal == false && schema.metric("loss")?.isStreamed == true)
    #expect(schema.metric("best")?.isRequired == false)
    #expect(schema.savesCheckpoints)
    #expect(sweep.parameters["note"] == .text("no"))
    #expect(sweep.program?.program.environment == ["PATH": .passed, "THREADS": .set("4")])
    #expect(sweep.taskCount == 2)
  }

  @Test func `tasks carry their program, and read back as they were`() throws {
    let sweep = try parse(Self.spec())
    var count = 0
    try sweep.forEachTask { task in
      let definition = try TaskDefinition(canonicalJSON: task.definitionJSON)
      #expect(definition.program == sweep.program?.program)
      #expect(definition.canonicalJSON == task.definitionJSON)
      #expect(definition.id == task.id)
      // Typed by the program itself: 1 is a real number.
      #expect(definition.parameters["rate"] == .real(count == 0 ? 0.1 : 1))
      #expect(TaskDefinition.pointLength(ofCanonicalJSON: task.definitionJSON) != nil)
      count += 1
    }
    #expect(count == 2)
  }

  @Test func `a sweep's record gives back the sweep`() throws {
    let sweep = try parse(
      Self.spec(Self.declaration, "axes: {rate: [0.1, 1]}\ncurves: [{name: a, x: rate, y: accuracy}]"))
    let again = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(again.id == sweep.id)
    #expect(again.program == sweep.program)
    #expect(again.resolvedJSON == sweep.resolvedJSON)
    #expect(Sweep.program(inResolved: sweep.resolvedJSON) == sweep.program)
  }

  private func id(_ text: String) throws -> TaskID {
    var first: TaskID?
    try parse(text).forEachTask { first = first ?? $0.id }
    return try #require(first)
  }

  @Test func `what people read and what specs are held against changes no id`() throws {
    let before = try id(Self.spec())
    for (old, new) in [
      ("description: A training", "description: Another"), ("maximum: 1,", "maximum: 2,"),
      ("symbol: η, ", ""),
      ("label: hits", "label: share"), ("choices: [linear, relu]", "choices: [linear, relu, tanh]"),
      ("range: [0, 1]", "range: [0, 2]"),
    ] {
      #expect(try id(Self.spec(Self.declaration.replacing(old, with: new))) == before, "\(new)")
    }
    for (old, new) in [
      ("version: 2", "version: 3"), ("train.py", "other.py"), ("THREADS: 4", "THREADS: 8"),
      ("[PATH]", "[PATH, HOME]"),
      ("name: train", "name: other"), ("checkpoints: directory", "checkpoints: none"),
    ] {
      #expect(try id(Self.spec(Self.declaration.replacing(old, with: new))) != before, "\(new)")
    }
  }

  @Test func `a program's id is pinned`() throws {
    let text = """
      {"experiment":"train","parameters":{"rate":1},"program":{"command":["train","{rate}"],"metrics":{"loss":["final","required"]},"parameters":{"rate":"real"}},"replicate":0,"seed":0,"version":1}
      """
    let definition = try TaskDefinition(canonicalJSON: Array(text.utf8))
    #expect(definition.parameters == ["rate": .real(1)])
    #expect(String(decoding: definition.canonicalJSON, as: UTF8.self) == text)
  }

  @Test(arguments: [
    (#""loss":["final","required"]"#, #""loss":["required","final"]"#),
    (#""rate":"real"}}"#, #""rate":"number"}}"#),
    (#""rate":"real"}}"#, #""other":"real"}}"#), (#"["train","{rate}"]"#, "[]"), (#""{rate}""#, #""{rate""#),
    (#""metrics":"#, #""files":{},"metrics":"#), (#"{"rate":1}"#, #"{"rate":"x"}"#), (#"{"rate":1}"#, "{}"),
    (#""command":"#, #""checkpoints":"none","command":"#),
  ])
  func `a definition whose program cannot be read is refused`(old: String, new: String) {
    let text = """
      {"experiment":"train","parameters":{"rate":1},"program":{"command":["train","{rate}"],"metrics":{"loss":["final","required"]},"parameters":{"rate":"real"}},"replicate":0,"seed":0,"version":1}
      """
    #expect(text.contains(old))
    #expect(throws: TaskDefinition.Mismatch.self) {
      try TaskDefinition(canonicalJSON: Array(text.replacing(old, with: new).utf8))
    }
  }

  @Test(arguments: [
    ("name: train", "nome: train", 3, "unknown key `nome`"),
    ("name: train", "name: sample", 3, "which an experiment of percolate has"),
    ("name: train", "name: 3x", 3, "the program's name"), ("version: 2", "", 3, "no `version`"),
    ("version: 2", "version: 0", 4, "`version`"), ("{rate}", "{ratio}", 6, "unknown placeholder `{ratio}`"),
    ("{rate}", "{rate", 6, "a brace is written"),
    ("command: [python3, train.py, \"--rate={rate}\", \"{seed}\"]", "", 3, "no `command`"),
    ("command: [python3, train.py, \"--rate={rate}\", \"{seed}\"]", "command: []", 6, "empty `command`"),
    ("command: [python3, train.py, \"--rate={rate}\", \"{seed}\"]", "command: python3", 6, "as `command`"),
    ("default: 0.1", "default: 2", 9, "`2` for `default`"), ("default: 0.1, ", "", 9, "no `default`"),
    ("kind: real", "kind: float", 9, "one of boolean"),
    ("maximum: 1,", "maximum: -1,", 9, "below its minimum"),
    ("above: 0", "above: 0, minimum: 1", 9, "`minimum` and `above`"),
    ("minimum: 1", "above: 1", 10, "`above` of parameter"),
    ("choices: [linear, relu]", "choices: []", 11, "no `choices`"),
    ("default: relu", "default: rely", 11, "did you mean `relu`"),
    ("of: integer", "of: list", 12, "`of`"), ("rate: {kind", "seed: {kind", 9, "programs get the seed"),
    ("accuracy: {", "0accuracy: {", 16, "the metric"),
    ("range: [0, 1]", "range: [1, 0]", 16, "the lower end first"),
    ("streamed: true", "streamed: false, final: false", 17, "neither streamed nor final"),
    ("streamed: true", "streamed: yes", 17, "true or false"),
    ("type: image/png", "type: png", 19, "a media type"),
    ("checkpoints: directory", "checkpoints: yes", 20, "one of none, directory"),
    ("[PATH]", "[PATH, PERCOLATE_FD]", 7, "percolate itself"), ("THREADS: 4", "PATH: x", 7, "twice"),
    ("[PATH]", "[A=B]", 7, "the variable"),
    ("description: A training", "working-directory: here", 5, "begins with `/`"),
  ])
  func `every mistake is told with its place`(old: String, new: String, line: Int, says: String) throws {
    #expect(Self.declaration.contains(old), "\(old)")
    let error = #expect(throws: SpecErrors.self) {
      try parse(Self.spec(Self.declaration.replacing(old, with: new)))
    }
    let problems = error?.problems ?? []
    #expect(
      problems.contains { $0.description.contains(says) && $0.line == line },
      "\(error?.description ?? "nothing")")
  }

  @Test func `values of points are held against the declaration`() {
    let error = #expect(throws: SpecErrors.self) {
      try parse(Self.spec(Self.declaration, "axes: {rate: [0.5, 3]}"))
    }
    #expect(error?.description.contains("`3`") == true)
    let unknown = #expect(throws: SpecErrors.self) {
      try parse(Self.spec(Self.declaration, "axes: {rat: [0.5]}"))
    }
    #expect(unknown?.description.contains("did you mean `rate`") == true)
  }

  @Test func `a parameter that the command lacks is a warning, where it has others`() throws {
    #expect(
      try parse(Self.spec()).warnings.map(\.found).contains(
        "the command uses other parameters and not `layers`"))
    let none = Self.declaration.replacing("--rate={rate}", with: "")
    #expect(try parse(Self.spec(none)).warnings.isEmpty)
  }

  /// Gets declarations from memory.
  private static func files(_ files: [String: String]) -> ProgramFiles {
    ProgramFiles(folder: "/home/me/study") {
      files[$0].map { Array($0.utf8) }
    } pack: { _, _, _ in
      ProgramBundle(digest: Digest(of: [1]), size: 1)
    }
  }

  private func read(_ text: String, files: [String: String], profile: String? = nil, set: [String] = [])
    throws -> Sweep
  {
    try SpecParser.parse(
      Array(text.utf8), file: "s.yaml", profile: profile, overrides: set, catalog: catalog,
      programs: Self.files(files))
  }

  @Test func `a folder starts at the file of the declaration, wherever the spec lies`() throws {
    let sweep = try read(
      "name: t\nexperiment: other/train.yaml\naxes: {rate: [0.1]}",
      files: ["other/train.yaml": Self.declaration + "\nworking-directory: code"])
    #expect(sweep.program?.program.workingDirectory == "/home/me/study/other/code")
  }

  private let named =
    "name: t\nexperiment: ./train.yaml\naxes: {rate: [0.1]}\nprofiles: {next: {experiment: {version: 3}}}"

  @Test func `a file of its own means the same as the mapping, for whoever reads it and whoever cannot`()
    throws
  {
    let file = ["./train.yaml": Self.declaration + "\nworking-directory: code"]
    for (profile, changes, version) in [
      (nil, [], 2), ("next", [], 3), (nil, ["experiment.version=7"], 7),
    ] as [(String?, [String], Int)] {
      let sweep = try read(named, files: file, profile: profile, set: changes)
      #expect(sweep.version == version)
      #expect(sweep.program?.program.workingDirectory == "/home/me/study/code")
      let override = try #require(sweep.programOverride)
      let sent = try SpecParser.parse(
        Array(named.utf8), file: "s.yaml", profile: profile, overrides: changes + [override], catalog: catalog
      )
      #expect(sent.id == sweep.id)
      #expect(sent.program == sweep.program)
    }
    let inline = try parse(Self.spec(Self.declaration, "axes: {rate: [0.1]}"))
    #expect(try read(named, files: ["./train.yaml": Self.declaration]).id == inline.id)
  }

  @Test func `mistakes in a file of its own are told with that file's place`() {
    let error = #expect(throws: SpecErrors.self) {
      try read(named, files: ["./train.yaml": Self.declaration.replacing("kind: real", with: "kind: float")])
    }
    #expect(
      error?.description.hasPrefix("./train.yaml:7:16: `float` for `kind`") == true,
      "\(error?.description ?? "nothing")")
    let missing = #expect(throws: SpecErrors.self) { try read(named, files: [:]) }
    #expect(missing?.description.hasPrefix("s.yaml:2:13: there is no file `./train.yaml`") == true)
  }

  @Test func `a coordinator does not read files`() {
    let error = #expect(throws: SpecErrors.self) { try parse(named) }
    #expect(error?.description.contains("a file as `experiment`") == true)
  }

  @Test(arguments: [
    "a", "true", "1e3", "-", "~x", "a: b", "{", "#", "\"", "\\", "\u{2028}", "\u{85}", "\u{7F}", "é", "'",
    "0x10", "1_000", "null", "",
  ])
  func `a declaration in one line reads as it was written`(text: String) throws {
    let quoted = CanonicalJSON.text(of: .text(text)).replacing("\u{2028}", with: #"\u2028"#)
      .replacing("\u{85}", with: #"\u0085"#).replacing("\u{7F}", with: #"\u007f"#)
    let sweep = try parse(
      Self.spec(
        Self.declaration.replacing("THREADS: 4", with: "THREADS: \(quoted), NUMBER: 0.50, FLAG: true")))
    #expect(sweep.program?.program.environment["THREADS"] == .set(text))
    #expect(sweep.program?.program.environment["NUMBER"] == .set("0.50"))
    let again = try Sweep(resolvedJSON: sweep.resolvedJSON, catalog: catalog)
    #expect(again.program == sweep.program)
  }
}
