internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Messages
internal import SweepModel

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Merge another data directory into this one: its sweeps, and the results of tasks.",
    discussion: """
      Tasks are known by what they are, so what two laptops computed of one sweep adds up. Where both have a result, the \
      one here stays. The other directory is only read, also while its coordinator works; none may run on this one. An \
      import that is interrupted goes on when it is given again. Exit codes: 0 all was taken; 1 some tasks have another \
      result there, files are missing there, or results are of refinement rounds that were not planned here yet, or \
      nothing more could be taken, and it says why; 3 there is no journal.
      """)

  @Argument(help: ArgumentHelp("The data directory to take from.", valueName: "other-directory"))
  var other: String
  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir")) var data: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let source: DataDirectory
    let reader: JournalReader
    do throws(JournalError) {
      source = try DataDirectory.existing(at: other)
      reader = try JournalReader.open(at: source)
    } catch {
      if case .missing = error {
        throw Problem(
          ExitStatus.unreachable,
          "there is no journal at \(other), the directory to take from; name one that has a journal.sqlite")
      }
      // What helps there is a command with its name, and not with that of the directory here.
      throw Problem(ExitStatus.someFailed, CommandHint.completed("\(error)", given: ["--data", other]))
    }
    let brought: DirectoryImport
    do throws(JournalError) {
      let target = try DataDirectory.existing(at: DataPath.resolve(data))
      brought = try DirectoryImport.merge(reader, of: source, into: target, version: Version.text)
    } catch {
      if case .missing = error { throw Problem(ExitStatus.unreachable, "\(error)") }
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
    let document = ImportDocument(brought)
    for loss in brought.losses { Output.note("percolate: \(loss)") }
    for task in brought.conflicts.prefix(20) {
      Output.note("percolate: task \(task) has another result there; the one here stays")
    }
    if output.json { try Output.json(document) } else { Output.line(document.message) }
    if !brought.losses.isEmpty || !brought.conflicts.isEmpty || !brought.unplanned.isEmpty {
      throw Exit(code: ExitStatus.someFailed)
    }
  }
}

/// What `import` took.
struct ImportDocument: Document {
  var version = 1
  var sweeps: Int
  var results: Int
  /// Results that both have.
  var known: Int
  /// Files that were missing here, of results that both have.
  var files: Int
  /// Tasks that have another result there.
  var conflicts: [String]
  /// Results of refinement rounds that were not planned here yet and stayed there, by the sweep's name.
  var unplanned: [String: Int]
  /// Files that are missing or damaged there, as sentences.
  var losses: [String]

  init(_ brought: DirectoryImport) {
    sweeps = brought.sweeps
    results = brought.results
    known = brought.known
    files = brought.files
    conflicts = brought.conflicts.map { "\($0)" }
    unplanned = brought.unplanned
    losses = brought.losses
  }

  var message: String {
    var lines = [
      "took \(Plural.of(sweeps, "sweep")) and \(Plural.of(results, "result")) that were not here; "
        + "\(Plural.of(known, "result")) \(known == 1 ? "was" : "were") here already"
    ]
    if files > 0 {
      lines.append(
        "\(Plural.of(files, "file")) that \(files == 1 ? "was" : "were") missing here came with them")
    }
    if !conflicts.isEmpty {
      lines.append(
        "\(Plural.of(conflicts.count, "task")) \(conflicts.count == 1 ? "has" : "have") another result there; "
          + "what is here stays. `percolate replay TASK` computes one again and compares")
    }
    for (sweep, count) in unplanned.sorted(by: { $0.key < $1.key }) {
      lines.append(
        "\(Plural.of(count, "result")) of \(sweep) stayed there: of refinement rounds that were not planned here yet. "
          + CommandHint.completed(
            "Start `percolate coordinator`, which plans the next round from what came, and stop it; ")
          + "then give the same import again, until none is left")
    }
    return lines.joined(separator: "\n")
  }
}
