internal import SweepModel

/// A command line that runs a program with Hydra's `--multirun`, alone in a file or in a shell script.
struct HydraCommand {
  private let words: [String]
  private let others: [String]
  private let count: Int
  private let line: Int
  private let file: String

  /// Nil where there is none.
  init?(_ text: String, file: String) {
    var found: (words: [String], line: Int)?
    var count = 0
    var others: [String] = []
    var whole = ""
    var start = 1
    for (index, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if whole.isEmpty { start = index + 1 }
      if part.hasSuffix("\\") {
        whole += part.dropLast() + " "
        continue
      }
      whole += part
      defer { whole = "" }
      let words = HydraCommand.words(whole)
      if HydraCommand.multirun(in: words) != nil {
        count += 1
        found = found ?? (words, start)
      } else if !words.isEmpty {
        others.append(whole.trimmed)
      }
    }
    guard let found else { return nil }
    (words, line, self.count, self.others, self.file) = (found.words, found.line, count, others, file)
  }

  /// Where `--multirun` or `-m` stands; Python's own `-m` is another one.
  private static func multirun(in words: [String]) -> Int? {
    guard words.contains(where: { $0.contains("=") }) else { return nil }
    return words.indices.first { index in
      if words[index] == "--multirun" { return true }
      guard words[index] == "-m", index > 0 else { return false }
      let before = words[index - 1].split(separator: "/").last ?? ""
      return !before.hasPrefix("python")
    }
  }

  /// A line as a shell splits it, as far as that needs no shell.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = line[...]
    while let character = rest.popFirst() {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if "'\"".contains(character) {
        // Quotes around a value mean something to Hydra, those of the shell do not reach it.
        quote = character
        word = word ?? ""
      } else if character == "\\", let next = rest.popFirst() {
        word = (word ?? "") + String(next)
      } else if character == "#", word == nil {
        break
      } else if character == " " || character == "\t" {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let done = word { words.append(done) }
    return words
  }

  func sweep() throws(SpecErrors) -> ForeignSweep {
    let mark = SpecMark(file: file, line: line, column: 1)
    guard count == 1 else {
      throw SpecErrors([
        SpecProblem(
          mark, "\(count) commands with `--multirun`", expected: "one: each of them is a spec of its own")
      ])
    }
    var sweep = ForeignSweep(origin: "\(file), a multirun of Hydra")
    sweep.workingDirectory = "scratch"
    let overrides = HydraOverrides(at: mark)
    var rest = words[...]
    while let first = rest.first, let equals = first.firstIndex(of: "="), !first.hasPrefix("-") {
      sweep.set.append((String(first[..<equals]), String(first[first.index(after: equals)...])))
      rest.removeFirst()
    }
    let multirun = HydraCommand.multirun(in: words)
    var isBehindProgram = false
    for index in rest.indices where index != multirun {
      let word = rest[index]
      if word.contains("$") { sweep.remarks.append("`\(word)` stays as it is: no shell looks at it") }
      if word.hasSuffix(".py"), !isBehindProgram {
        isBehindProgram = true
        let stem = word.split(separator: "/").last?.split(separator: ".").first.map(String.init)
        sweep.name = ForeignSweep.word(stem ?? "converted")
        // Hydra writes into the folder in which it starts.
        sweep.command.append(
          word.hasPrefix("/") ? ForeignSweep.literal(word) : "{files}/" + ForeignSweep.literal(word))
      } else if let taken = word.contains("=") ? try overrides.take(word, &sweep) : ForeignSweep.literal(word)
      {
        sweep.command.append(taken)
      }
    }
    if sweep.command.first == "python" { sweep.command[0] = "python3" }
    for other in others.prefix(5) { sweep.remarks.append("`\(other)` beside the command is left out") }
    if others.count > 5 {
      sweep.remarks.append("\(others.count - 5) more lines beside the command are left out")
    }
    return sweep
  }
}
