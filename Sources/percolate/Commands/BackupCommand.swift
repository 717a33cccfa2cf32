internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Messages
internal import SweepModel

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy a data directory, also while its coordinator works; the copy is checked.",
    discussion: """
      The copy is whole or not there: it is made as TARGET.partial, opened and checked as a coordinator does, and gets \
      its name last. To restore it, put it where the data directory was and start the coordinator. Exit codes: 0 all \
      was copied; 1 files are missing or damaged in the data directory, and all else was copied, or there is no copy, \
      and it says why; 3 there is no journal.
      """)

  @Argument(help: ArgumentHelp("The directory to make.", valueName: "target")) var target: String
  @Option(help: ArgumentHelp("Directory with the journal and results.", valueName: "dir")) var data: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let path = DataPath.resolve(data)
    let backup: DirectoryBackup
    do throws(JournalError) {
      backup = try DirectoryBackup.make(
        of: DataDirectory.existing(at: path), at: target, version: Version.text)
    } catch {
      if case .missing = error { throw Problem(ExitStatus.unreachable, "\(error)") }
      throw Problem(ExitStatus.someFailed, "\(error)")
    }
    let document = BackupDocument(target: target, backup)
    for loss in backup.losses { Output.note("percolate: \(loss)") }
    if output.json { try Output.json(document) } else { Output.line(document.message) }
    if !backup.losses.isEmpty { throw Exit(code: ExitStatus.someFailed) }
  }
}

/// What `backup` copied.
struct BackupDocument: Document {
  var version = 1
  var target: String
  var sweeps: Int
  var tasks: Int
  var results: Int
  /// Files of tasks and programs, and checkpoints.
  var files: Int
  var fileBytes: Int
  var journalBytes: Int
  /// Files that are missing or damaged in the data directory, as sentences.
  var losses: [String]
  /// Tasks whose checkpoint was replaced while it was to be copied; in the copy they begin anew.
  var checkpointsLost: Int

  init(target: String, _ backup: DirectoryBackup) {
    self.target = target
    sweeps = backup.sweeps
    tasks = backup.tasks
    results = backup.results
    files = backup.files
    fileBytes = backup.bytes
    journalBytes = backup.journalBytes
    losses = backup.losses
    checkpointsLost = backup.checkpointsLost
  }

  var message: String {
    var lines = [
      "\(target) holds \(Plural.of(sweeps, "sweep")) with \(Plural.of(results, "result")) of "
        + "\(Plural.of(tasks, "task")): a journal of \(ByteCount.format(journalBytes)) and "
        + "\(Plural.of(files, "file")) of \(ByteCount.format(fileBytes)). It was opened and checked."
    ]
    if checkpointsLost > 0 {
      lines.append(
        "\(Plural.of(checkpointsLost, "checkpoint")) changed meanwhile; in the copy \(checkpointsLost == 1 ? "that task begins" : "those tasks begin") anew."
      )
    }
    if !losses.isEmpty {
      lines.append(
        "\(Plural.of(losses.count, "file")) of tasks \(losses.count == 1 ? "is" : "are") missing or damaged, and not in it."
      )
    }
    return lines.joined(separator: "\n")
  }
}
